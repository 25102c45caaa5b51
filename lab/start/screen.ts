/** Where the run is shown: a live display on a terminal, plain lines anywhere else. */

import { createLogUpdate } from 'log-update';
import type { Clock } from '../../src/ports/clock.ts';
import { displayLines } from './display.ts';
import { createNarration } from './narration.ts';
import type { LocalEvent, Observed } from './observed.ts';
import type { Paint } from './paint.ts';
import type { Act } from './story.ts';

export interface Screen {
  /** From now on what happens is shown. */
  begin(whereToLook: string): void;
  /** The event is in what was observed already. */
  happened(event: LocalEvent): void;
  /** Leaves what is shown as it is, and gives the cursor back. */
  end(): void;
}

export interface ScreenOptions {
  readonly output: NodeJS.WriteStream;
  readonly paint: Paint;
  readonly observed: Observed;
  readonly story: ReadonlyArray<Act>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createScreen(options: ScreenOptions): Screen {
  return options.output.isTTY ? liveScreen(options) : plainScreen(options);
}

/** Ten times a second: faster than the eye asks for, slow enough for a terminal over the network. */
const FRAME_MS = 100;

function liveScreen({ output, paint, clock, ...content }: ScreenOptions): Screen {
  const draw = createLogUpdate(output);
  let frames: NodeJS.Timeout | undefined;
  let frame: () => void = () => undefined;
  // A terminal that changes its width wraps anew what was drawn, and one that echoes ^C writes into it.
  const redraw = () => {
    draw.clear();
    frame();
  };
  return {
    begin(whereToLook) {
      const begunAt = clock.now();
      frame = () => {
        const shown = { ...content, begunAt, now: clock.now(), whereToLook };
        draw(displayLines(shown, output, paint).join('\n'));
      };
      frames = setInterval(frame, FRAME_MS);
      output.on('resize', redraw);
    },
    happened(event) {
      if (event.type === 'callsOver' && frames !== undefined) redraw();
    },
    end() {
      clearInterval(frames);
      output.off('resize', redraw);
      if (frames === undefined) return;
      frames = undefined;
      redraw();
      draw.done();
      output.write('\n');
    },
  };
}

function plainScreen({ output, paint, observed, story, clock }: ScreenOptions): Screen {
  const narrate = createNarration(story, paint);
  let begunAt: number | undefined;
  return {
    begin() {
      begunAt = clock.now().getTime();
    },
    happened(event) {
      if (begunAt === undefined) return;
      const elapsedSeconds = (clock.now().getTime() - begunAt) / 1000;
      for (const text of narrate(event, observed, elapsedSeconds)) output.write(`${text}\n`);
    },
    end() {
      if (begunAt !== undefined) output.write('\n');
      begunAt = undefined;
    },
  };
}
