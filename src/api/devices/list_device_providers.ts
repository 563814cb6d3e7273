import { z } from "zod";
import { deviceProvider } from "../answers.ts";
import { defineRoute, readMethods } from "../route.ts";

export const listDeviceProviders = defineRoute({
  path: "/devices/list_device_providers",
  methods: readMethods,
  answers: { device_providers: z.array(deviceProvider) },
  input: z.object({
    provider_category: z
      .enum(["stable", "consumer_smartlocks", "thermostats", "noise_sensors", "access_control_systems"])
      .exactOptional(),
  }),
  handle: async (input, { enter, service }) => ({
    device_providers: await enter(() => service.devices.listProviders(input)),
  }),
});
