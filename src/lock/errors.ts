/** Seam's `error.type`s that this service answers with, and the HTTP status of each. */
export const requestErrorStatus = {
  invalid_input: 400,
  unsupported_device: 400,
  device_unmanaged: 400,
  access_code_not_time_bound: 400,
  mismatched_page_parameters: 400,
  missing_workspace_id: 400,
  invalid_event_types: 400,
  workspace_not_sandbox: 400,
  unauthorized: 401,
  not_found: 404,
  device_not_found: 404,
  access_code_not_found: 404,
  backup_access_code_not_found: 404,
  action_attempt_not_found: 404,
  event_not_found: 404,
  connected_account_not_found: 404,
  client_session_not_found: 404,
  workspace_not_found: 404,
  webhook_not_found: 404,
  fault_not_found: 404,
  method_not_allowed: 405,
  duplicate_access_code: 409,
  time_cannot_advance: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  service_unavailable: 503,
} as const;

export type RequestErrorType = keyof typeof requestErrorStatus;

/**
 * A request turned down before any lock hears of it. What a lock refuses later is a refusal on the access code, not an
 * exception: the request that asked for it has already succeeded. Callers branch on `type`, never on the words.
 */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly type: RequestErrorType;
  /** What is wrong with each parameter, by its name; empty unless the type is `invalid_input`. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;

  /** When the same request makes sense again. */
  readonly retryAfterS: number | undefined;

  constructor(
    type: RequestErrorType,
    message: string,
    options?: ErrorOptions & {
      parameters?: Readonly<Record<string, readonly string[]>>;
      retryAfterS?: number;
    },
  ) {
    super(message, options);
    this.type = type;
    this.retryAfterS = options?.retryAfterS;
    this.parameters = options?.parameters ?? {};
  }

  /** The HTTP status that goes with the type. */
  get status(): (typeof requestErrorStatus)[RequestErrorType] {
    return requestErrorStatus[this.type];
  }
}

/** An `invalid_input` about one parameter: `problem` completes the sentence that starts with its name. */
export const invalidInput = (parameter: string, problem: string): RequestError =>
  new RequestError("invalid_input", `"${parameter}" ${problem}`, { parameters: { [parameter]: [problem] } });
