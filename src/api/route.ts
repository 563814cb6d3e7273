import type { z } from "zod";
import type { SeamService } from "../access-codes/service.ts";
import type { LabControl } from "./lab-control.ts";
import { checkInput } from "./validation.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Methods of a route that only reads, as both generations of Seam's SDKs call it. */
export const readMethods: readonly Method[] = ["GET", "POST"];

/** What the routes answer from. */
export interface Backend {
  /** The running service. It may be another one after a crash, so nobody keeps it across a wait. */
  readonly service: SeamService;
  readonly lab: LabControl;
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
  /** The parameters, wherever they came from; those that it does not name are ignored, as Seam does. */
  readonly input: Input;
  /** True where no key is asked for. */
  readonly isOpen?: true;
  handle(input: z.output<Input>, backend: Backend): Answer | Promise<Answer>;
}

/** A route with its own types folded away, so that all of them fit in one list. */
export interface Route {
  readonly path: string;
  readonly methods: readonly Method[];
  readonly input: z.ZodObject;
  readonly isOpen: boolean;
  /** Checks the parameters and answers them. Throws a RequestError for those that are not as `input` says. */
  answer(parameters: Readonly<Record<string, unknown>>, backend: Backend): Promise<Answer>;
}

export const defineRoute = <Input extends z.ZodObject>(definition: RouteDefinition<Input>): Route => ({
  path: definition.path,
  methods: definition.methods,
  input: definition.input,
  isOpen: definition.isOpen ?? false,
  answer: async (parameters, backend) => definition.handle(checkInput(definition.input, parameters), backend),
});
