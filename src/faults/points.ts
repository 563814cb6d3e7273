/**
 * Named points of the service's code at which it can be made to crash, or which a fault can wait for. Between two of them
 * lies a step that an outsider can tell from the one before.
 */
export const servicePoints = {
  beforeReceive: "a message has arrived and was not looked at",
  beforeCommit: "a unit of work is done and not durable",
  afterCommit: "a unit of work is durable and nothing has followed from it",
  beforeSend: "a command is to be sent, and what asked for it is durable",
  afterSend: "the broker has taken a command",
  beforeAnswer: "a request was carried out and is not answered",
} as const;

export type ServicePoint = keyof typeof servicePoints;
