/* Reads the zone files that the system keeps up to date (RFC 8536). Own code, because what there is does not
 * fit: the C library's tzset() changes the zone of the whole process, and libical knows the main names only,
 * not the older ones such as US/Central. */
#include "expr/zone.h"

#include <stdio.h>
#include <string.h>

#define ZONE_FOLDER "/usr/share/zoneinfo"

enum { HEADER = 44, FILE_LIMIT = 65536 };

struct zone {
    const unsigned char *times;   /* TIME_COUNT big-endian int64: when a type begins to hold */
    const unsigned char *indexes; /* as many bytes: which type */
    const unsigned char *types;   /* TYPE_COUNT of 6 bytes: a big-endian int32 first, seconds ahead of UTC */
    size_t time_count, type_count;
    bool ruled; /* RULE holds after the last time */
    struct zone_rule rule;
};

static bool take_two(const char **at, int most, int *out)
{
    const char *digits = *at;
    if (digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9')
        return false;
    *out = (digits[0] - '0') * 10 + (digits[1] - '0');
    *at += 2;
    return *out <= most;
}

bool offset_read(const char *name, int *seconds)
{
    int sign = *name == '-' ? -1 : 1, hours, minutes;
    if (*name == '-' || *name == '+')
        name++;
    if (!take_two(&name, 23, &hours) || *name++ != ':' || !take_two(&name, 59, &minutes) || *name)
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool is_zone_name(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    size_t length = strlen(name);
    return length > 0 && length < 64 && strspn(name, allowed) == length && *name != '/';
}

static uint32_t read_32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t read_64(const unsigned char *bytes)
{
    return (int64_t)((uint64_t)read_32(bytes) << 32 | read_32(bytes + 4));
}

/* The counts of one of a file's two blocks. */
struct header {
    size_t isutc, isstd, leap, time, type, chars;
};

static bool header_read(const unsigned char *at, size_t rest, struct header *out)
{
    if (rest < HEADER || memcmp(at, "TZif", 4) != 0 || at[4] < '2')
        return false;
    *out = (struct header){read_32(at + 20), read_32(at + 24), read_32(at + 28),
                           read_32(at + 32), read_32(at + 36), read_32(at + 40)};
    size_t counts[] = {out->isutc, out->isstd, out->leap, out->time, out->type, out->chars};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (counts[i] > FILE_LIMIT)
            return false;
    }
    return true;
}

static size_t block_size(const struct header *header, size_t time_size)
{
    return header->time * (time_size + 1) + header->type * 6 + header->chars +
           header->leap * (time_size + 4) + header->isstd + header->isutc;
}

/* The footer: "\nRULE\n". */
static bool footer_read(const unsigned char *at, size_t rest, struct zone *zone, struct arena *arena)
{
    if (rest < 2 || at[0] != '\n')
        return false;
    const unsigned char *end = memchr(at + 1, '\n', rest - 1);
    if (!end)
        return false;
    const char *text = arena_copy_n(arena, (const char *)at + 1, (size_t)(end - at) - 1);
    zone->ruled = *text != '\0';
    return !zone->ruled || zone_rule_read(text, &zone->rule);
}

/* The first block has 32-bit times and is skipped; the second has the same in 64 bits. */
static bool zone_parse(const unsigned char *bytes, size_t size, struct zone *zone, struct arena *arena)
{
    struct header header;
    if (!header_read(bytes, size, &header))
        return false;
    size_t at = HEADER + block_size(&header, 4);
    if (at > size || !header_read(bytes + at, size - at, &header))
        return false;
    at += HEADER;
    size_t length = block_size(&header, 8);
    if (header.type == 0 || size - at < length)
        return false;
    zone->times = bytes + at;
    zone->indexes = zone->times + header.time * 8;
    zone->types = zone->indexes + header.time;
    zone->time_count = header.time;
    zone->type_count = header.type;
    return footer_read(bytes + at + length, size - at - length, zone, arena);
}

const struct zone *zone_read(const char *name, struct arena *arena)
{
    if (!is_zone_name(name))
        return NULL;
    FILE *file = fopen(arena_printf(arena, "%s/%s", ZONE_FOLDER, name), "re");
    if (!file)
        return NULL;
    unsigned char *bytes = arena_alloc(arena, FILE_LIMIT);
    size_t size = fread(bytes, 1, FILE_LIMIT, file);
    fclose(file);
    struct zone *zone = arena_alloc(arena, sizeof *zone);
    return zone_parse(bytes, size, zone, arena) ? zone : NULL;
}

static int type_offset(const struct zone *zone, size_t index)
{
    return index < zone->type_count ? (int)(int32_t)read_32(zone->types + index * 6) : 0;
}

int zone_offset(const struct zone *zone, int64_t at)
{
    size_t low = 0, high = zone->time_count; /* the first time after AT lies from LOW to HIGH */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (read_64(zone->times + middle * 8) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->time_count && zone->ruled)
        return zone_rule_offset(&zone->rule, at);
    return type_offset(zone, low ? zone->indexes[low - 1] : 0);
}
