import type { Mutant } from "./mutant.ts";

/** A bug of one line. */
const bug = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  patches: [{ file, find, replace }],
});

const entryAnswers = "src/driver/entry-answers.ts";
const entryLoops = "src/driver/entry-loops.ts";
const ordinaryStates = "src/driver/ordinary-states.ts";
const deviceSession = "src/driver/device-session.ts";
const deviceSessions = "src/driver/device-sessions.ts";
const slotSetup = "src/driver/slot-setup.ts";
const entryTable = "src/driver/entry-table.ts";
const life = "src/access-codes/life.ts";
const plan = "src/access-codes/plan.ts";

/** What can be got wrong in programming locks: each has been got wrong by somebody. */
export const mutants: readonly Mutant[] = [
  bug(
    "unfinished codes are forgotten at a restart",
    deviceSessions,
    `placements.filter(({ intent }) => intent !== "absent")`,
    `placements.filter(({ intent, status }) => intent !== "absent" && status === "set")`,
  ),
  bug(
    "unfinished removals are forgotten at a restart",
    deviceSessions,
    "of [...removals, ...others]",
    "of [...removals.filter(({ endedAt }) => endedAt !== undefined), ...others]",
  ),
  bug(
    "no reply timer",
    "src/driver/command-in-flight.ts",
    "if (flight?.messageId !== messageId) return;",
    "if (flight !== undefined) return;",
  ),
  {
    name: "a masked read is trusted after an overwrite",
    patches: [
      { file: entryAnswers, find: `      { guard: "overwrote", target: "#emptying" },\n`, replace: "" },
      {
        file: ordinaryStates,
        find: `        {
          guard: "isMasked",
          target: "#emptying",
          actions: { type: "change", params: ({ event }) => event },
        },\n`,
        replace: "",
      },
    ],
  },
  {
    name: "a time-out is taken for success",
    patches: [
      ...["kwikset", "schlage", "smartthings"].map((vendor) => ({ vendor, next: "verifying" })),
      ...["lockly", "wyze"].map((vendor) => ({ vendor, next: "absent" })),
    ].map(({ vendor, next }) => ({
      file: `drivers/${vendor}/machine.ts`,
      find: `"lock.silent": "${next}"`,
      replace: `"lock.silent": { target: "set", actions: "confirm" }`,
    })),
  },
  bug(
    "the cloud's word is taken for a load",
    "drivers/august/machine.ts",
    `entry: { type: "transmit", params: { step: "commitLoad" } },
      on: { ...refusal, "lock.accepted": "verifying",`,
    `entry: { type: "transmit", params: { step: "commitLoad" } },
      on: { ...refusal, "lock.accepted": { target: "set", actions: "confirm" },`,
  ),
  bug(
    "a removal is dropped during an outage",
    deviceSession,
    `      actor.send({ type: "code.remove" });`,
    `      if (this.#state.isOnline) actor.send({ type: "code.remove" });`,
  ),
  bug(
    "a removal is dropped after an outage",
    entryLoops,
    `on: { "device.changed": "deciding", "slot.empty": shownEmpty }`,
    `on: { "device.changed": "empty", "slot.empty": "empty" }`,
  ),
  bug(
    "a slot is given back before a read has shown it empty",
    entryLoops,
    `        "lock.accepted": "settling",\n        "lock.silent": "settling",`,
    `        "lock.accepted": "empty",\n        "lock.silent": "settling",`,
  ),
  bug(
    "a change of the clocks is forgotten",
    "drivers/schlage/daylight-saving.ts",
    "instant + offsetMs(now, zone) - offsetMs(instant, zone)",
    "instant",
  ),
  bug("the same news is told again at every turn", life, "if (announced === row.announced) return view;", ""),
  {
    name: "a message that is delivered twice is heard twice",
    patches: [
      { file: "src/driver/hearing.ts", find: "if (this.#heard.has(id)) return false;", replace: "" },
      {
        file: "src/access-codes/doors.ts",
        find: "if (!device || device.heardMoves.includes(messageId)) return undefined;",
        replace: "if (!device) return undefined;",
      },
    ],
  },
  bug(
    "a stranger's code in our slot is cleared",
    entryAnswers,
    `      { guard: { type: "entryIsOurOwn", params: ({ event }) => event }, target: "#emptying" },`,
    `      { target: "#emptying" },`,
  ),
  bug(
    "a slot that a stranger has taken is leased",
    entryTable,
    "if (!this.foreign.at(entry) && !this.#unclear.has(entry)) return",
    "return",
  ),
  bug(
    "what was cleared is forgotten at once, though a command may come late",
    entryTable,
    "const afterlifeMs = 3_600_000;",
    "const afterlifeMs = 0;",
  ),
  bug(
    "a code ends an hour late",
    life,
    "row.endsAt !== null && row.endsAt <= now;",
    "row.endsAt !== null && row.endsAt + 3_600_000 <= now;",
  ),
  bug(
    "a code comes to the lock two hours early",
    "src/access-codes/timing.ts",
    "const justInTimeMs = hourMs;",
    "const justInTimeMs = 2 * hourMs;",
  ),
  bug(
    "the old PIN goes before the new one is confirmed",
    plan,
    `if (target.status === "set" || lacksRoom(target) || isPutOff(situation))`,
    "",
  ),
  bug(
    "a PIN is a number",
    "drivers/smartthings/dialect.ts",
    "codePIN: operation.slot.pin,",
    "codePIN: String(Number(operation.slot.pin)),",
  ),
  bug(
    "an error outlives its cause",
    slotSetup,
    "const confirmed = (content: SlotContent) => ({\n  ...untroubled,\n",
    "const confirmed = (content: SlotContent) => ({\n",
  ),
  bug(
    "a lock is sent a second command before the first is answered",
    "src/driver/device-turns.ts",
    "return state.isReady && !command.isUnderWay && clock",
    "return state.isReady && clock",
  ),
  bug(
    "attempts follow each other without a pause",
    slotSetup,
    "return Math.min(doubledMs, timing.retryDelayMaxMs.value);",
    "return 1;",
  ),
  bug(
    "one empty read is taken for a deletion",
    ordinaryStates,
    `      "slot.empty": "#suspecting",`,
    `      "slot.empty": { target: "#queued", actions: ["noteExternalChange", "markEmpty", "reportDeleted"] },`,
  ),
  bug(
    "a code is called removed before it is off the lock",
    life,
    "if (row.removal && view.placements.length === 0) {",
    "if (row.removal) {",
  ),
  bug(
    "the PIN of a code that has not gone yet is placed once more",
    plan,
    "if (inTheWay.length === 0) steps",
    "steps",
  ),
];
