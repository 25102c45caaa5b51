/** zod's small build says what is wrong once it is given a language. The whole build costs a tenth of a cold start. */

import { en } from 'zod/locales';
import * as z from 'zod/mini';

// Each schema parses a few small texts: code generated for it would not pay.
z.config({ ...en(), jitless: true });
