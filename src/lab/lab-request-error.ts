/** An error answer of the API, as {@link Lab.request} throws it. */
export class LabRequestError extends Error {
  override readonly name = "LabRequestError";
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}
