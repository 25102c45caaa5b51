/** A page that says why there is nothing to see, and what to do. */

import type { Remedy } from '../failures/explain-stored-failure.ts';

export interface Told {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly remedies?: ReadonlyArray<Remedy>;
  /** A fault of the program, whose stack trace is needed. */
  readonly isFault?: true;
  /** The same request may have an answer a moment later. */
  readonly mayPass?: true;
}

interface MessageProps {
  readonly told: Told;
  /** The address that was asked for. */
  readonly again?: string;
}

export function Message({ told: { title, text, remedies = [], mayPass }, again }: MessageProps) {
  return (
    <section class="message">
      <h1>{title}</h1>
      <p>{text}</p>
      {remedies.map((remedy) => (
        <>
          <p>{remedy.text}</p>
          {remedy.command !== undefined && <pre class="command">{remedy.command}</pre>}
        </>
      ))}
      {mayPass && (
        <p>
          <a href={again}>Load the page again</a>
        </p>
      )}
    </section>
  );
}
