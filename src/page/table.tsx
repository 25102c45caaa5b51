/** A table with a heading for each column. Where it is wider than the window, it scrolls by itself, by keyboard as well. */

import type { Child, PropsWithChildren } from 'hono/jsx';
import { numeral } from '../wording/values.ts';

type TableProps = PropsWithChildren<{
  /** For those who do not see what stands above it. */
  readonly label: string;
  /** For the rules of style of one table. */
  readonly class?: string;
  readonly headings: ReadonlyArray<Heading>;
}>;

/** A text, or what has a class of its own: `number` stands on the right. */
export type Heading = string | { readonly content: Child; readonly class?: string };

/** `children` are its rows. */
export function Table({ label, class: name, headings, children }: TableProps) {
  return (
    <section class="scroll" tabindex={0} aria-label={label}>
      <table class={name}>
        <thead>
          <tr>
            {headings.map((heading) =>
              typeof heading === 'string' ? (
                <th scope="col">{heading}</th>
              ) : (
                <th scope="col" class={heading.class}>
                  {heading.content}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

type FoldedTableProps = Omit<TableProps, 'children'> & {
  readonly rows: ReadonlyArray<Child>;
  /** So many stand there, or up to half as many more if these are all; the others unfold. */
  readonly most: number;
  /** What the others are, without their number: `more participants`. */
  readonly others: string;
};

/** A long table, of which the first rows are seen at once. Without a script, and found by the search of the browser. */
export function FoldedTable({ rows, most, others, ...table }: FoldedTableProps) {
  // A few more are not worth a fold.
  const seen = rows.length <= most * 1.5 ? rows.length : most;
  const folded = rows.slice(seen);
  return (
    <>
      <Table {...table}>{rows.slice(0, seen)}</Table>
      {folded.length > 0 && (
        <details>
          <summary>
            {numeral(folded.length)} {others}
          </summary>
          <Table {...table} label={`${table.label}: the others`}>
            {folded}
          </Table>
        </details>
      )}
    </>
  );
}

export function numberHeading(text: string): Heading {
  return { content: text, class: 'number' };
}
