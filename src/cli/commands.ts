/** Every command, in the order of the help. */

import type { Command } from './command.ts';
import { doctor } from './doctor/doctor.ts';

export const commands: ReadonlyArray<Command> = [doctor];
