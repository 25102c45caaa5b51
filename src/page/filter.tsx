/** A form that asks a screen for something else. It needs no script. */

import type { PropsWithChildren } from 'hono/jsx';
import { UTC, type View } from './screen.ts';

type FilterProps = PropsWithChildren<{
  readonly view: View;
  /** Of the screen. */
  readonly path: string;
  readonly label: string;
}>;

/** `children` are its fields. What a form sends takes the place of the query in its address. */
export function Filter({ view, path, label, children }: FilterProps) {
  return (
    <form class="filter" action={view.href(path)} aria-label={label}>
      {children}
      {view.showsUtc && <input type="hidden" name={UTC.name} value={UTC.value} />}
      <button type="submit">Show</button>
    </form>
  );
}
