/** Hears from each answer what time it is by the clock of storage. */

import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { AskStorage } from '../storage-clock.ts';
import { REQUEST_ID } from './of-storage.ts';

export function datePolicy(asks: AskStorage): PipelinePolicy {
  return {
    name: 'datePolicy',
    async sendRequest(request, next) {
      const answered = asks();
      const response = await next(request);
      // A proxy answers by a clock of its own.
      const date = response.headers.get('date');
      if (date !== undefined && response.headers.has(REQUEST_ID)) answered(new Date(date));
      return response;
    },
  };
}
