import { z } from "zod";
import { accessCode, actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { endsAfterStart, endsAfterStartIssue, id, maxTimeRounding } from "../inputs.ts";
import { type Backend, defineRoute } from "../route.ts";
import { attemptAnswer } from "../settled.ts";
import { commonCodeKey, newCode, sync } from "./inputs.ts";

export const createAccessCode = defineRoute({
  path: "/access_codes/create",
  methods: ["POST"],
  answers: { access_code: accessCode, action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z
    .object({
      ...newCode,
      device_id: id.describe("The one device that gets the code"),
      common_code_key: commonCodeKey
        .exactOptional()
        .describe("Codes with the same key have the same PIN; a `code` that is another is refused"),
      sync: sync.describe(
        "True: the answer waits until the code is where it should be, a minute of the lab's time at most, and shows it as it is then",
      ),
      is_offline_access_code: z
        .boolean()
        .exactOptional()
        .describe(
          "True: a PIN that the vendor makes and the keypad verifies by itself. It can be neither chosen, changed nor taken back. Refused where the device has none",
        ),
      use_offline_access_code: z
        .boolean()
        .exactOptional()
        .describe("An older name of `is_offline_access_code`; refused where the two contradict each other"),
      is_one_time_use: z
        .boolean()
        .exactOptional()
        .describe(
          "True: an offline code that opens once. Refused for an online code, and where the vendor has none",
        ),
      max_time_rounding: maxTimeRounding
        .exactOptional()
        .describe(
          "How far the times of an offline code may be moved to those that its vendor has, an hour unless told; more is refused. An online code keeps its times",
        ),
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, backend) => {
    const { sync: waits, ...wanted } = input;
    const { accessCode, actionAttempt } = await backend.enter(() =>
      backend.service.accessCodes.create(wanted),
    );
    const answered = await attemptAnswer(backend, actionAttempt, waits);
    const { access_code_id } = accessCode;
    // What was waited for has changed it; it is gone when somebody deleted it meanwhile.
    const [latest] = waits ? await backend.enter(() => listed(backend, access_code_id)) : [];
    return { access_code: latest ?? accessCode, action_attempt: answered };
  },
});

const listed = ({ service }: Backend, access_code_id: string) =>
  service.accessCodes.list({ access_code_ids: [access_code_id] }).items;
