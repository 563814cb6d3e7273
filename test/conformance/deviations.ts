import type { Deviations } from "../../src/conformance/deviations.ts";

/** Why a door that is never online cannot promise what it cannot. */
const neverOnline = {
  nothingRemoved: "an offline code cannot be taken back: it opens until its stay ends",
  noHands: "the door holds no codes that hands could change",
  noTable: "the door has no table: it verifies codes that it has never heard of",
  noNews: "the door tells nobody who opens it",
  noEffect: "a code opens whether the server's answer arrives or not: issuing it changes nothing at the door",
} as const;

/** What a vendor's simulated lock cannot promise, and why, in that vendor's nature. */
export const simulatorDeviations: Readonly<Record<string, Deviations>> = {
  "dormakaba-oracode": {
    "what is removed is gone from the door and from the table": neverOnline.nothingRemoved,
    "a code is confirmed, and a change by other hands announced, within 15 minutes": neverOnline.noHands,
    "a full table refuses and overwrites nothing": neverOnline.noTable,
    "the owner's app cannot do what the lock cannot": neverOnline.noTable,
    "a command that is delivered again changes nothing and gets the same answer": neverOnline.noTable,
    "the owner's app changes the door at once": neverOnline.noHands,
    "a hand that opens the door is told to the service": neverOnline.noNews,
    "an account that cannot be used lets nobody ask or hear, and keeps no door shut": neverOnline.noNews,
    "everything that a gateway says obeys the wire, and only secret fields hold a PIN": neverOnline.noHands,
    "equal seeds say the same, another seed takes other times": neverOnline.noHands,
    "a command whose answer is lost has its effect alone": neverOnline.noEffect,
    "a command whose answer is late has its effect, and its answer after the delay": neverOnline.noEffect,
    "a command whose answer is doubled gets the same one twice": neverOnline.noEffect,
    "a command that is refused and done all the same gets the vendor's word and has its effect":
      neverOnline.noEffect,
    "a command whose effect is late gets its answer at once, and changes the door later":
      neverOnline.noEffect,
  },
  hubitat: {
    "a full table refuses and overwrites nothing":
      "it overwrites nothing, and refuses in silence: the hub's log alone tells",
    "what a lock holds survives a restart of its gateway, even in mid-programming":
      "the hub answers before the lock has heard, and a restart loses what it has not sent yet",
  },
};

/** The same for drivers. */
export const driverDeviations: Readonly<Record<string, Deviations>> = {
  "dormakaba-oracode": {
    "a removal is honoured in every state": neverOnline.nothingRemoved,
    "a removal ends only when a read has shown the entry empty, or another's": neverOnline.nothingRemoved,
    "a removal that meets silence goes on, says that it fails, and does not hammer the lock":
      neverOnline.nothingRemoved,
    "a code becomes set only by a read that shows it": "there is nothing to read: the server's word is all",
    "silence does not leave a code setting for ever":
      "a code that nobody has been told of is not set anywhere: the server is asked on, and the code reports that it fails",
    "drift is noticed: an entry that another hand emptied or rewrote is reported": neverOnline.noHands,
    "every step that the machine sends can be said in the vendor's words":
      "the one step is to issue a code, which an offline code says; there is nothing to clear, to read or to move",
  },
};
