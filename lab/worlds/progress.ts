/** How far many worlds have come: one line that is written over, or one now and then where nobody watches. */

export interface Progress {
  worldDone(broken: number): void;
  /** Prints a text of its own. */
  say(text: string): void;
  end(): void;
}

type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/** Where nobody watches: a line for each tenth. */
const LINES = 10;

export function createProgress(worlds: number, output: Output): Progress {
  let done = 0;
  const clear = () => output.isTTY && output.write('\r\u001b[K');
  return {
    worldDone(broken) {
      done += 1;
      const text = `${done} of ${worlds} worlds${broken > 0 ? `, ${broken} with a broken rule` : ''}`;
      if (output.isTTY) output.write(`\r\u001b[K${text}`);
      else if (done % Math.max(1, Math.floor(worlds / LINES)) === 0) output.write(`${text}\n`);
    },
    say(text) {
      clear();
      output.write(`${text}\n`);
    },
    end() {
      clear();
    },
  };
}
