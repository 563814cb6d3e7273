import { z } from "zod";
import type { LockInspection } from "../../../lock/door.ts";
import { id } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** The device's own truth. The one answer that shows the PINs of others. */
export const inspectLock = defineRoute({
  path: "/_lockstep/locks/get",
  methods: ["GET"],
  answers: { lock: z.looseObject({}) },
  input: z.object({ device_id: id }),
  handle: async ({ device_id }, { lab }) => ({ lock: inspectionObject(await lab.inspectLock(device_id)) }),
});

const inspectionObject = ({ cloudView, slots, ...facts }: LockInspection) => ({
  ...facts,
  slots: slots.map(({ startsAt, endsAt, ...slot }) => ({ ...slot, starts_at: startsAt, ends_at: endsAt })),
  cloud_view: cloudView,
});
