/** Where the run is shown: a live display on a terminal, plain lines anywhere else. */

import { createLogUpdate } from 'log-update';
import { paintFor } from '../../src/cli/paint.ts';
import { type Line, type Paint, painted } from '../../src/cli/text-line.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { displayLines } from './display.ts';
import { narrate } from './narration.ts';
import type { LocalEvent, Observed } from './observed.ts';
import type { Act } from './scenario.ts';

export interface Screen {
  /** Lines that stay, such as the verdict. */
  print(lines: ReadonlyArray<Line>): void;
  /** From now on what happens is shown. */
  begin(whereToLook: string): void;
  happened(event: LocalEvent, before: Observed, after: Observed): void;
  /** Leaves what is shown as it is, and gives the cursor back. */
  end(): void;
}

export function createScreen(
  output: NodeJS.WriteStream,
  story: ReadonlyArray<Act>,
  clock: Pick<Clock, 'now'>,
): Screen {
  return output.isTTY ? liveScreen(output, story, clock) : plainScreen(output, story, clock);
}

/** Ten times a second: faster than the eye asks for, slow enough for a terminal over the network. */
const FRAME_MS = 100;

function liveScreen(
  output: NodeJS.WriteStream,
  story: ReadonlyArray<Act>,
  clock: Pick<Clock, 'now'>,
): Screen {
  const paint = paintFor(output);
  const draw = createLogUpdate(output);
  let observed: Observed | undefined;
  let whereToLook = '';
  let frames: NodeJS.Timeout | undefined;
  const frame = () => {
    if (observed === undefined) return;
    const shown = { observed, story, now: clock.now(), whereToLook };
    const { columns, rows } = output;
    draw(
      displayLines(shown, { columns, rows })
        .map((line) => painted(line, paint))
        .join('\n'),
    );
  };
  // A terminal that changes its width wraps anew what was drawn, and one that echoes ^C writes into it.
  const redraw = () => {
    draw.clear();
    frame();
  };
  return {
    print: (lines) => write(output, lines, paint),
    begin: (where) => {
      whereToLook = where;
      frames = setInterval(frame, FRAME_MS);
      output.on('resize', redraw);
    },
    happened: (event, _before, after) => {
      observed = after;
      if (event.type === 'callsOver' && frames !== undefined) redraw();
    },
    end: () => {
      clearInterval(frames);
      output.off('resize', redraw);
      if (frames === undefined) return;
      redraw();
      draw.done();
      frames = undefined;
      output.write('\n');
    },
  };
}

function plainScreen(
  output: NodeJS.WriteStream,
  story: ReadonlyArray<Act>,
  clock: Pick<Clock, 'now'>,
): Screen {
  const paint = paintFor(output);
  let begun = false;
  return {
    print: (lines) => write(output, lines, paint),
    begin: () => {
      begun = true;
    },
    happened: (event, before, after) => {
      if (!begun) return;
      const news = { event, before, after, now: clock.now() };
      for (const text of narrate(news, story)) output.write(`${text}\n`);
    },
    end: () => {
      if (begun) output.write('\n');
      begun = false;
    },
  };
}

function write(output: NodeJS.WriteStream, lines: ReadonlyArray<Line>, paint: Paint): void {
  output.write(`${lines.map((line) => painted(line, paint)).join('\n')}\n`);
}
