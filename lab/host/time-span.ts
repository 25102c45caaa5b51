// .NET's TimeSpan, in which host.json gives its times: [d.]hh:mm:ss[.fffffff]
// (https://learn.microsoft.com/dotnet/standard/base-types/standard-timespan-format-strings).

const TIME_SPAN =
  /^(?:(?<days>\d+)\.)?(?<hours>[01]?\d|2[0-3]):(?<minutes>[0-5]?\d)(?::(?<seconds>[0-5]?\d)(?:\.(?<fraction>\d{1,7}))?)?$/;

/** Milliseconds, or undefined when it is not a time span. A bare number, which .NET takes for days, is not one here. */
export function parseTimeSpan(text: string): number | undefined {
  const parts = TIME_SPAN.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const number = (part: string) => Number(parts[part] ?? 0);
  const seconds = ((number('days') * 24 + number('hours')) * 60 + number('minutes')) * 60 + number('seconds');
  return seconds * 1000 + Number(`0.${parts.fraction ?? 0}`) * 1000;
}
