/** What a client runs on and how it is connected, as people say it: Graph writes `ipPhone` and `wifi`. */

/** By what kind of client streams are told apart. */
export type ClientKind = 'platform' | 'connection';

const NAMES: Readonly<Record<ClientKind, ReadonlyMap<string, string>>> = {
  platform: new Map([
    ['windows', 'Windows'],
    ['android', 'Android'],
    ['web', 'Web'],
    ['ipPhone', 'IP phone'],
    ['roomSystem', 'Room system'],
    ['surfaceHub', 'Surface Hub'],
    ['holoLens', 'HoloLens'],
    ['unknown', 'Unknown'],
  ]),
  connection: new Map([
    ['wired', 'Wired'],
    ['wifi', 'Wi-Fi'],
    ['mobile', 'Mobile network'],
    ['tunnel', 'Tunnel, such as a VPN'],
    ['unknown', 'Unknown'],
  ]),
};

/** `IP phone`; what is not known stays as Graph writes it. */
export function clientName(kind: ClientKind, value: string): string {
  return NAMES[kind].get(value) ?? value;
}

/** The value that has such a name, in whatever case it is typed; a text that is none stays as it is. */
export function clientNamed(kind: ClientKind, text: string): string {
  const [value = text] =
    NAMES[kind].entries().find(([, name]) => name.toLowerCase() === text.toLowerCase()) ?? [];
  return value;
}
