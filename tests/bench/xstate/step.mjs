// The ring of tests/bench/step.conf in xstate.
//
// node step.mjs transition|actor COUNT: prints the steps a second of processor time.
import { assign, createActor, createMachine, initialTransition, transition } from "xstate";

const groups = ["a", "b", "c", "d", "e"];
const count = {
  guard: ({ context }) => context.turns < 1000000000,
  actions: assign({ turns: ({ context }) => context.turns + 1 }),
};

function group(name, following) {
  return {
    initial: name + "1",
    on: { count },
    states: {
      [name + "1"]: { on: { next: name + "2" } },
      [name + "2"]: { on: { next: name + "3" } },
      [name + "3"]: { on: { next: "#" + following } },
    },
    id: name,
  };
}

const machine = createMachine({
  id: "ring",
  initial: "a",
  context: { turns: 0 },
  states: Object.fromEntries(groups.map((name, i) => [name, group(name, groups[(i + 1) % groups.length])])),
});
const events = [{ type: "next" }, { type: "count" }];

// Each takes a number of events, those above in turn, and gives the last snapshot.
const ways = {
  transition(steps) {
    let [snapshot] = initialTransition(machine);
    for (let i = 0; i < steps; i++) [snapshot] = transition(machine, snapshot, events[i % 2]);
    return snapshot;
  },
  actor(steps) {
    const actor = createActor(machine).start();
    for (let i = 0; i < steps; i++) actor.send(events[i % 2]);
    return actor.getSnapshot();
  },
};

const [way, steps] = [ways[process.argv[2]], Number(process.argv[3])];
way(steps / 10); // until it is compiled
const before = process.cpuUsage();
const last = way(steps);
const took = process.cpuUsage(before);
if (last.context.turns !== steps / 2) throw new Error(`it took ${last.context.turns} turns`);
console.log(`xstate ${process.argv[2]}: ${Math.round((steps * 1e6) / (took.user + took.system))} steps a second of processor time`);
