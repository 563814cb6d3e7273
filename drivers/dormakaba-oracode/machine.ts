import { offlineMachineCalled } from "../../src/driver/offline-machine.ts";

/**
 * Oracode: the server tells the code, and that is all. There is no other kind of code on such a door, so this is the machine
 * of all codes that keypads verify by themselves, and nothing is peculiar.
 */
export const slotMachine = offlineMachineCalled("dormakaba-oracode");
