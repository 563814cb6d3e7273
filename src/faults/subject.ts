/** What faults can act on. A target names one or many of them. */
export interface Subjects {
  readonly lock: LockSubject;
  readonly hub: HubSubject;
  readonly link: LinkSubject;
  readonly client: ClientSubject;
  readonly broker: { readonly type: "broker" };
  readonly service: { readonly type: "service" };
}

export type SubjectType = keyof Subjects;

export type Subject = Subjects[SubjectType];

export interface LockSubject {
  readonly type: "lock";
  readonly deviceId: string;
  /** For people: `august-1`. */
  readonly name: string;
  readonly gateway: string;
  readonly vendor: string;
}

export interface HubSubject {
  readonly type: "hub";
  readonly gateway: string;
  readonly vendor: string;
}

/** The connection of one node to another. */
export interface LinkSubject {
  readonly type: "link";
  readonly from: string;
  readonly to: string;
}

/** A client of the broker. */
export interface ClientSubject {
  readonly type: "client";
  readonly clientId: string;
  /** The node on which it runs. */
  readonly node: string;
}

/** One key for each subject: what holds the same thing has the same key. */
export function subjectKey(subject: Subject): string {
  switch (subject.type) {
    case "lock":
      return `lock:${subject.deviceId}`;
    case "hub":
      return `hub:${subject.gateway}`;
    case "link":
      return `link:${subject.from}>${subject.to}`;
    case "client":
      return `client:${subject.clientId}`;
    case "broker":
    case "service":
      return subject.type;
  }
}
