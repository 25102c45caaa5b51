/** What a Retry-After header asks for, for judging the client: the latest of what it says counts. */

/** Milliseconds since the epoch, or undefined when the header says nothing that can be understood. */
export function retryAfterUntil(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = header.split(',').map((part) => part.trim());
  if (seconds.every((part) => /^\d+(\.\d+)?$/.test(part)))
    return now + Math.max(...seconds.map(Number)) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : date;
}
