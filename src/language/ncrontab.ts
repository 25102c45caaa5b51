/**
 * NCRONTAB, the schedules of timer triggers: {second} {minute} {hour} {day} {month} {day of week}, in UTC.
 * The grammar is that of the library in the Functions host (https://github.com/atifaziz/NCrontab, CrontabFieldImpl.cs).
 */

interface Field {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  /** In the order of the numbers from `lowest` on; any beginning of a name stands for it. */
  readonly names?: ReadonlyArray<string>;
}

const SECONDS_A_DAY = 86_400;

const FIELDS: ReadonlyArray<Field> = [
  { name: 'second', lowest: 0, highest: 59 },
  { name: 'minute', lowest: 0, highest: 59 },
  { name: 'hour', lowest: 0, highest: 23 },
  { name: 'day', lowest: 1, highest: 31 },
  {
    name: 'month',
    lowest: 1,
    highest: 12,
    names: 'January February March April May June July August September October November December'.split(' '),
  },
  {
    name: 'day of week',
    lowest: 0,
    highest: 6,
    names: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' '),
  },
];

/**
 * The numbers that each field of `schedule` names, in the order of the fields, ascending.
 * @throws {Error} when it is not an NCRONTAB expression of six fields; the host leaves out its timer without an error.
 */
export function scheduledNumbers(schedule: string): ReadonlyArray<ReadonlyArray<number>> {
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    throw new Error(`the schedule "${schedule}" has ${parts.length} fields; NCRONTAB has six, seconds first`);
  }
  return FIELDS.map((field, index) => {
    const items = (parts[index] ?? '').split(',');
    const numbers = new Set(items.flatMap((item) => numbersIn(item, field, schedule)));
    return [...numbers].sort((a, b) => a - b);
  });
}

/**
 * The longest time between two runs, in milliseconds; infinite when there are days without one.
 * @throws {Error} when it is not an NCRONTAB expression of six fields.
 */
export function longestPauseMs(schedule: string): number {
  const [seconds = [], minutes = [], hours = [], ...days] = scheduledNumbers(schedule);
  const [, , , ...allDays] = scheduledNumbers('* * * * * *');
  if (days.some((named, index) => named.length < (allDays[index]?.length ?? 0)))
    return Number.POSITIVE_INFINITY;
  const [first = 0, last = 0] = [seconds[0], seconds.at(-1)];
  const begun = hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * 60));
  // The first minute comes again a day later.
  const pauses = begun.map((minute, index) => {
    const next = begun[index + 1] ?? (begun[0] ?? 0) + SECONDS_A_DAY;
    return next + first - (minute + last);
  });
  const within = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
  return Math.max(...pauses, ...within) * 1_000;
}

/** One item of a list, such as "5", "Mon-Fri" or "5/10", as the numbers it stands for. */
function numbersIn(item: string, field: Field, schedule: string): ReadonlyArray<number> {
  const match = /^(?:(?<all>\*)|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>[1-9]\d*))?$/.exec(item)?.groups;
  if (match === undefined) throw new Error(`"${item}" is not a ${field.name} in the schedule "${schedule}"`);
  const { all, from, to, step } = match;
  const one = all === undefined ? numberOf(from ?? '', field, schedule) : field.lowest;
  // "5/10" goes on to the end of the field; "5" alone does not.
  const toTheEnd = all !== undefined || (to === undefined && step !== undefined);
  const other = toTheEnd ? field.highest : to === undefined ? one : numberOf(to, field, schedule);
  // A descending range is read from its other end.
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  const stride = Number(step ?? 1);
  return Array.from(
    { length: Math.floor((last - first) / stride) + 1 },
    (_, index) => first + index * stride,
  );
}

function numberOf(text: string, field: Field, schedule: string): number {
  const { name, lowest, highest, names = [] } = field;
  const named = names.findIndex((candidate) => candidate.toLowerCase().startsWith(text.toLowerCase()));
  const number = /^\d+$/.test(text) ? Number(text) : named < 0 ? Number.NaN : named + lowest;
  if (number >= lowest && number <= highest) return number;
  throw new Error(`"${text}" is not a ${name} in the schedule "${schedule}": ${lowest} to ${highest}`);
}
