/** How much happened in a world, for the report: figures that can be added up over worlds. */

export interface Tallies {
  worlds: number;
  calls: number;
  versions: number;
  /** Elements of change notifications that Graph put on their way, and what became of them. */
  notifications: number;
  accepted: number;
  dropped: number;
  /** Those that somebody else sent. */
  forged: number;
  stored: number;
  ingests: number;
  graphRequests: number;
  throttled: number;
  storageWrites: number;
  deaths: number;
  stalls: number;
  repliesLost: number;
  storageFailures: number;
  poisoned: number;
  deadLetters: number;
  timerRuns: number;
  /** What people had to do by hand: replay what the program leaves to them. */
  operatorActs: number;
  virtualSeconds: number;
}

export function noTallies(): Tallies {
  return {
    worlds: 0,
    calls: 0,
    versions: 0,
    notifications: 0,
    accepted: 0,
    dropped: 0,
    forged: 0,
    stored: 0,
    ingests: 0,
    graphRequests: 0,
    throttled: 0,
    storageWrites: 0,
    deaths: 0,
    stalls: 0,
    repliesLost: 0,
    storageFailures: 0,
    poisoned: 0,
    deadLetters: 0,
    timerRuns: 0,
    operatorActs: 0,
    virtualSeconds: 0,
  };
}

export function addUp(a: Tallies, b: Tallies): Tallies {
  const sum = noTallies();
  for (const name of Object.keys(sum) as Array<keyof Tallies>) sum[name] = a[name] + b[name];
  return sum;
}
