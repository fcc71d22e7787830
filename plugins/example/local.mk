# Built and tested, never installed: a template. -rpath makes libtool build a module of it all the same.
noinst_LTLIBRARIES += plugins/example/example.la
plugins_example_example_la_SOURCES = plugins/example/example.c
plugins_example_example_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_example_example_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_example_example_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath $(pkglibdir)
EXTRA_DIST += plugins/example/README.md
