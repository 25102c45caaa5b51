/** What is wrong with the world around the pipeline right now. */

import type { PlannedWeather } from '../plan/plan.ts';

type Kind = PlannedWeather['kind'];
type Of<K extends Kind> = Extract<PlannedWeather, { kind: K }>;

/** Weather that lasts a while and meets every request. */
const LASTING = ['storageFault', 'repliesLost', 'answersLost', 'slowStorage'] as const;
export type LastingWeather = Of<(typeof LASTING)[number]>;

export function isLasting(weather: PlannedWeather): weather is LastingWeather {
  return LASTING.some((kind) => kind === weather.kind);
}

export class Weather {
  #active: ReadonlyArray<LastingWeather> = [];
  #past: ReadonlyArray<LastingWeather> = [];

  begin(weather: LastingWeather): void {
    this.#active = [...this.#active, weather];
  }

  end(weather: LastingWeather): void {
    this.#active = this.#active.filter((other) => other !== weather);
    this.#past = [...this.#past, weather];
  }

  clear(): void {
    this.#active = [];
  }

  get isFair(): boolean {
    return this.#active.length === 0;
  }

  /** Faults of storage that may strike a request to it. */
  storageFaults(of: 'tables' | 'queue'): ReadonlyArray<Of<'storageFault'>> {
    return this.#active.filter(
      (weather): weather is Of<'storageFault'> =>
        weather.kind === 'storageFault' && (weather.of === of || weather.of === 'both'),
    );
  }

  /** Of the replies, how many are lost. */
  lostShare(kind: 'repliesLost' | 'answersLost'): number {
    const lost = this.#active.find((weather) => weather.kind === kind);
    return lost !== undefined && 'share' in lost ? lost.share : 0;
  }

  /** Seconds since the world began until which storage certainly does not answer. */
  closedUntil(of: 'tables' | 'queue'): number | undefined {
    const closed = this.storageFaults(of).filter(({ share }) => share === 1);
    return closed.length === 0 ? undefined : Math.max(...closed.map(({ until }) => until));
  }

  get slowestMilliseconds(): number | undefined {
    return this.#active.find((weather) => weather.kind === 'slowStorage')?.mostMilliseconds;
  }

  /** The same for the time from that second of the world on: what storage was asked then may be on its way still. */
  slowestMillisecondsSince(second: number): number {
    const late = [...this.#active, ...this.#past.filter(({ until }) => until >= second)];
    return Math.max(
      0,
      ...late.map((weather) => (weather.kind === 'slowStorage' ? weather.mostMilliseconds : 0)),
    );
  }
}
