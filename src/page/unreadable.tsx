/** Which rows behind a screen could not be read: what it shows is not all. */

import { explainUnreadable } from '../failures/unreadable-rows.ts';
import type { ForeignRow } from '../tables/table.ts';
import type { View } from './screen.ts';
import { Outside } from './text.tsx';

interface UnreadableProps {
  readonly view: View;
  readonly rows: ReadonlyArray<ForeignRow>;
}

export function Unreadable({ view, rows }: UnreadableProps) {
  const told = explainUnreadable(rows);
  if (told === undefined) return null;
  return (
    <section class="notice">
      <p>{told.text}</p>
      <ul>
        {told.named.map((row) => (
          <li>
            <Outside text={row} />
          </li>
        ))}
      </ul>
      <p>{told.remedy.text}</p>
      <pre class="command">{view.command(told.remedy.command)}</pre>
    </section>
  );
}
