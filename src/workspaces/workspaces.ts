import type { Table } from "../access-codes/ports.ts";
import type { Clock, Ids } from "../kernel/ports.ts";
import { RequestError } from "../lock/errors.ts";

/** A part of a lab that is apart from the others: its accounts, locks, codes, events, webhooks and keys. */
export interface WorkspaceRow {
  readonly workspaceId: string;
  readonly name: string;
  readonly companyName: string;
  readonly connectPartnerName: string | null;
  readonly isSandbox: boolean;
  readonly isSuspended: boolean;
  /** How Seam's connect webviews look. A lab has none, and keeps what it is told. */
  readonly webviewCustomization: WebviewCustomization;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface WebviewCustomization {
  readonly primary_button_color?: string | undefined;
  readonly primary_button_text_color?: string | undefined;
  readonly success_message?: string | undefined;
  readonly logo_shape?: "circle" | "square" | undefined;
}

/** What a request says of it: `null` takes a part away. */
export type WebviewCustomizationChange = {
  readonly [Part in keyof WebviewCustomization]: WebviewCustomization[Part] | null;
};

/** Seam's object (@seamapi/types@1.490.0). */
export interface WorkspaceObject {
  readonly workspace_id: string;
  readonly name: string;
  readonly company_name: string;
  readonly connect_partner_name: string | null;
  readonly is_sandbox: boolean;
  readonly is_suspended: boolean;
  readonly connect_webview_customization: WebviewCustomization;
}

export interface CreateWorkspace {
  name: string;
  company_name?: string | undefined;
  connect_partner_name?: string | null | undefined;
  is_sandbox?: boolean | undefined;
  connect_webview_customization?: WebviewCustomizationChange | undefined;
}

export interface UpdateWorkspace {
  name?: string | undefined;
  connect_partner_name?: string | undefined;
  is_suspended?: boolean | undefined;
  connect_webview_customization?: WebviewCustomizationChange | undefined;
}

/** The workspaces of a lab, in the order in which they were made. */
export class Workspaces {
  readonly #rows: Table<WorkspaceRow>;
  readonly #clock: Pick<Clock, "now">;
  readonly #ids: Ids;

  constructor(options: {
    readonly rows: Table<WorkspaceRow>;
    readonly clock: Pick<Clock, "now">;
    readonly ids: Ids;
  }) {
    this.#rows = options.rows;
    this.#clock = options.clock;
    this.#ids = options.ids;
  }

  all(): readonly WorkspaceRow[] {
    return [...this.#rows.all()];
  }

  find(workspaceId: string): WorkspaceRow | undefined {
    return this.#rows.get(workspaceId);
  }

  /** Throws a RequestError (`workspace_not_found`). */
  get(workspaceId: string): WorkspaceRow {
    const row = this.#rows.get(workspaceId);
    if (!row) throw new RequestError("workspace_not_found", "Workspace not found");
    return row;
  }

  create(input: CreateWorkspace, workspaceId = this.#ids.uuid()): WorkspaceRow {
    const row: WorkspaceRow = {
      workspaceId,
      name: input.name,
      companyName: input.company_name ?? input.connect_partner_name ?? input.name,
      connectPartnerName: input.connect_partner_name ?? null,
      isSandbox: input.is_sandbox ?? false,
      isSuspended: false,
      webviewCustomization: customized({}, input.connect_webview_customization),
      createdAt: this.#clock.now(),
    };
    this.#rows.save(row);
    return row;
  }

  /** Changes what is mentioned. Throws a RequestError (`workspace_not_found`). */
  update(workspaceId: string, input: UpdateWorkspace): void {
    const row = this.get(workspaceId);
    this.#rows.save({
      ...row,
      name: input.name ?? row.name,
      connectPartnerName: input.connect_partner_name ?? row.connectPartnerName,
      isSuspended: input.is_suspended ?? row.isSuspended,
      webviewCustomization: customized(row.webviewCustomization, input.connect_webview_customization),
    });
  }
}

/** What is not mentioned stays. */
const customized = (
  before: WebviewCustomization,
  change: WebviewCustomizationChange | undefined,
): WebviewCustomization =>
  Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined),
  );

export const workspaceObject = (row: WorkspaceRow): WorkspaceObject => ({
  workspace_id: row.workspaceId,
  name: row.name,
  company_name: row.companyName,
  connect_partner_name: row.connectPartnerName,
  is_sandbox: row.isSandbox,
  is_suspended: row.isSuspended,
  connect_webview_customization: row.webviewCustomization,
});
