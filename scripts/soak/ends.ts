import { accessCodeErrors } from "../../src/lock/catalogue.ts";
import type { HubProcess } from "./hub-process.ts";
import type { AskedCode } from "./operations.ts";
import type { SoakedService } from "./service.ts";

/** How everything that was acknowledged has ended, in counts, and what has ended as it must not. */
export interface Ends {
  readonly set: number;
  readonly removed: number;
  /** Codes that carry an error of the catalogue, by its code. */
  readonly inError: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

interface ListedCode {
  readonly access_code_id: string;
  readonly status: string;
  readonly errors: readonly { readonly error_code: string }[];
}

/** Asks the API for every code, and the doors for every PIN. */
export async function endsOf(
  codes: readonly AskedCode[],
  service: SoakedService,
  processes: readonly HubProcess[],
): Promise<Ends> {
  const outcome = await service.post("/access_codes/list", {});
  if (!outcome.ok)
    return { set: 0, removed: 0, inError: {}, wrong: [`the list is refused: ${outcome.type}`] };
  const listed = new Map<string, ListedCode>(
    outcome.answer.access_codes.map((code: ListedCode) => [code.access_code_id, code]),
  );
  const opens = await doorsOf(codes, processes);
  const inError: Record<string, number> = {};
  const wrong: string[] = [];
  let set = 0;
  let removed = 0;
  for (const [place, { accessCodeId, deviceId, lockName, code, isDeleted }] of codes.entries()) {
    const found = listed.get(accessCodeId);
    const it = `${accessCodeId} of ${lockName}`;
    const isSharedPin = () =>
      codes.some((other) => !other.isDeleted && other.deviceId === deviceId && other.code === code);
    const unknown = found?.errors.find(({ error_code }) => !(error_code in accessCodeErrors));
    if (unknown) wrong.push(`${it} carries an error that is in no catalogue: ${unknown.error_code}`);
    if (found && found.errors.length > 0) {
      for (const { error_code } of found.errors) inError[error_code] = (inError[error_code] ?? 0) + 1;
    } else if (isDeleted) {
      if (found) wrong.push(`${it} was deleted and is ${found.status}`);
      else if (opens[place] && !isSharedPin()) wrong.push(`${it} was deleted and opens`);
      else removed++;
    } else if (found?.status !== "set") wrong.push(`${it} is ${found?.status ?? "gone"}`);
    else if (!opens[place]) wrong.push(`${it} is set and does not open`);
    else set++;
  }
  return { set, removed, inError, wrong };
}

/** Whether each code opens its door. */
async function doorsOf(
  codes: readonly AskedCode[],
  processes: readonly HubProcess[],
): Promise<readonly boolean[]> {
  const doors = codes.map(({ deviceId, code }) => ({ deviceId, code }));
  // A lock that a process does not simulate opens to nobody there.
  const answers = await Promise.all(processes.map((hubs) => hubs.tell({ do: "ask", doors })));
  return codes.map((_, place) => answers.some((news) => news.type === "opens" && news.opens[place] === true));
}
