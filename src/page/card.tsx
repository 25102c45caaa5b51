/** A figure with its name, and what it rests on. */

import type { PropsWithChildren } from 'hono/jsx';

export function Card({
  name,
  value,
  children,
}: PropsWithChildren<{ readonly name: string; readonly value: string }>) {
  return (
    <div class="card">
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd class="aside">{children}</dd>
    </div>
  );
}
