import type { z } from "zod";
import type { SeamService } from "../access-codes/service.ts";
import type { WebhookDesk } from "../webhooks/webhooks.ts";
import type { Caller } from "../workspaces/caller.ts";
import type { WorkspaceDesk } from "../workspaces/workspace-desk.ts";
import { type CallerKind, keyHolders } from "./authorization.ts";
import type { FakeDesk } from "./fake-desk.ts";
import type { LabControl } from "./lab-control.ts";
import { checkInput } from "./validation.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Methods of a route that only reads, as both generations of Seam's SDKs call it. */
export const readMethods: readonly Method[] = ["GET", "POST"];

/** What the routes answer one caller from. */
export interface Backend {
  readonly caller: Caller;
  /**
   * The running service of the caller's workspace. It may be another one after a crash, so nobody keeps it across a wait.
   */
  readonly service: SeamService;
  readonly webhooks: WebhookDesk;
  readonly workspaces: WorkspaceDesk;
  readonly lab: LabControl;
  /** Where the lab stands in for @seamapi/fake-seam-connect. */
  readonly fake?: FakeDesk | undefined;
  /**
   * Runs a call of the service as an event of the world, stamped with its virtual arrival. What `work` throws is thrown.
   * The lab's own methods stand outside the world and are called without it.
   */
  readonly enter: <T>(work: () => T) => T | Promise<T>;
}

/** The body of a success, without `ok`. */
export type Answer = Readonly<Record<string, unknown>>;

export interface RouteDefinition<Input extends z.ZodObject> {
  readonly path: string;
  readonly methods: readonly Method[];
  /** What a success carries beside `ok`. */
  readonly answers: z.ZodRawShape;
  /** The parameters, wherever they came from; those that it does not name are ignored, as Seam does. */
  readonly input: Input;
  /** True where no key is asked for, and no caller is known. */
  readonly isOpen?: true;
  /** Who may ask, in place of {@link keyHolders}. */
  readonly callers?: readonly CallerKind[];
  handle(input: z.output<Input>, backend: Backend): Answer | Promise<Answer>;
}

/** A route with its own types folded away, so that all of them fit in one list. */
export interface Route {
  readonly path: string;
  readonly methods: readonly Method[];
  readonly answers: z.ZodRawShape;
  readonly input: z.ZodObject;
  readonly isOpen: boolean;
  readonly callers: readonly CallerKind[];
  /** Checks the parameters and answers them. Throws a RequestError for those that are not as `input` says. */
  answer(parameters: Readonly<Record<string, unknown>>, backend: Backend): Promise<Answer>;
}

export const defineRoute = <Input extends z.ZodObject>(definition: RouteDefinition<Input>): Route => ({
  path: definition.path,
  methods: definition.methods,
  answers: definition.answers,
  input: definition.input,
  isOpen: definition.isOpen ?? false,
  callers: definition.callers ?? keyHolders,
  answer: async (parameters, backend) => definition.handle(checkInput(definition.input, parameters), backend),
});
