/** Kinds that others have and this catalogue leaves out, with the reason. The docs are made from this list. */
export const leftOut: Readonly<Record<string, string>> = {
  "mqtt.lost0": "Everything travels at QoS 1: the broker loses no message by itself.",
  "mqtt.persistLatency":
    "The embedded broker keeps what it knows in memory, without a wait in which messages could be lost (aedes#994).",
  "mqtt.aclDeny, for publishing":
    "MQTT 3.1.1 has no word for it but to close the connection: `mqtt.kick`, again and again, looks the same.",
  "mqtt.wildTopic":
    "A publish to a topic with wildcards closes the connection of whoever sends it, as `mqtt.kick` does.",
  "net.tls": "No TLS anywhere in a lab.",
  "radio.corrupt": "A frame with a wrong checksum is dropped by whoever receives it: `radio.drop`.",
  "radio.range": "Loss that comes and goes with the distance: `radio.lossy`.",
  "radio.s2": "No security layer is simulated between hub and lock.",
  "radio.ackNoEffect": "`lock.ackNoEffect`: nobody can tell where between hub and lock an effect was lost.",
  "lock.slotsFull":
    "No fault but a state: a fleet's `capacity`, or `ext.codeAdded` again and again. The lock's own rules say so.",
  "lock.dupPin": "The lock's own rule: `ext.codeAdded`, or two codes with the same PIN, meet it.",
  "lock.pinRule": "The lock's own rule: a PIN that breaks it meets it.",
  "lock.fwUpgrade": "A change of a lock's limits while it runs is not simulated.",
  "pad.clockOnly": "What a lock without a connection does: `hub.offline` with `clock.skew`.",
  "pad.eventLost, pad.eventLate, pad.batch":
    "`push.lost`, `push.late`, `push.batched`, matched by the event's name.",
  "cloud.webhook": "`push.doubled`, `push.late`, `push.lost`.",
  "cloud.lostAnswer": "`lock.replyLost`, aimed at a vendor.",
  "cloud.4xx": "`lock.nak` with the vendor's own code.",
  "cloud.dribble": "Answers are single MQTT messages: `net.slow` and `net.slice` are what bytes suffer.",
  "cloud.apiChange":
    "An answer that breaks the wire is dropped unread, whatever is wrong with it: `cloud.malformed`.",
  "cloud.subscription": "`cloud.accountError` with `salto_ks_subscription_limit_exceeded`.",
  "ext.disabled, ext.renamed":
    "The wires of the vendors so far have no word for a code that is disabled or renamed.",
  "ext.deviceRemoved": "`cloud.deviceGone`.",
  "ext.rotate": "A change of a lock's PIN length while it runs is not simulated.",
  "ext.hubSwap": "A lock keeps its hub for as long as the lab lives.",
  "clock.dst":
    "No fault but a date: start the lab before one, with locks in a zone that changes. `clock.noDst` is the fault.",
  "clock.wobble": "`clock.skew` with `when.every`.",
  "clock.skew, of the service":
    "The service's time is the lab's time, in which instants of scripts and expectations are told.",
  "clock.monotonicVsWall": "Timers run on true time and schedules on a device's clock, always.",
  "disk.corrupt": "SQLite finds a page with a wrong checksum and refuses the file: nothing could start.",
  "disk.dup, proc.twoInstances": "The data file is locked by the process that has it open.",
  "proc.restartLoop": "`service.crash` with `when.every`.",
  "proc.upgrade": "There is one version of the service in a lab.",
  "proc.leak, proc.oom": "Memory is the host's own.",
};
