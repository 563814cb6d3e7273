/** The one Bluetooth radio of a gateway: it carries one command at a time, for whichever lock. */
export class Bluetooth {
  isBusy = false;
}
