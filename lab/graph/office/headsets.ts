/** The audio devices that people use. */

export interface Headset {
  readonly name: string;
  readonly driver: string;
}

export const HEADSETS: readonly [Headset, ...Array<Headset>] = [
  { name: 'Headset (Example Voice 65 UC)', driver: 'Microsoft: 10.0.26100.1150' },
  { name: 'Kopfhörer (Beispiel Voyager 5200)', driver: 'Microsoft: 10.0.22621.2506' },
  { name: 'Headset Earphone (Sample Evolve 40)', driver: 'Sample Audio A/S: 2.4.1.7' },
  { name: 'Speakerphone (Example Speak 510)', driver: 'Microsoft: 10.0.26100.1882' },
  { name: 'Headset (Muster Buds Pro)', driver: 'Microsoft: 10.0.22621.4111' },
];

/** With what a computer has without one, which many use. */
export const AUDIO_DEVICES: typeof HEADSETS = [
  { name: 'Realtek(R) Audio', driver: 'Realtek Semiconductor Corp.: 6.0.9780.1' },
  ...HEADSETS,
];

/** Named after its owner, as telephones name what is paired with them: nobody else has it. */
export function ownHeadset(owner: string): Headset {
  return { name: `Headset (${owner} Buds)`, driver: 'Microsoft: 10.0.26100.1' };
}
