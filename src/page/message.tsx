/** A page that says why there is nothing to see, and what to do. */

export interface Told {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** What to type. */
  readonly commands?: ReadonlyArray<string>;
  /** A fault of the program, whose stack trace is needed. */
  readonly isFault?: true;
}

export function Message({ told: { title, text, commands = [] } }: { readonly told: Told }) {
  return (
    <section class="message">
      <h1>{title}</h1>
      <p>{text}</p>
      {commands.map((command) => (
        <pre class="command">{command}</pre>
      ))}
    </section>
  );
}
