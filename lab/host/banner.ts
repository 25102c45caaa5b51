// What the host says at its start: every function, and what runs it.
import type { Host } from './host.ts';
import type { Trigger } from './triggers.ts';

export function banner({ triggers, hostJson }: Host, url: string): string {
  const lines = triggers.map(
    (trigger) => `  ${trigger.functionName}: ${what(trigger, url, hostJson.routePrefix)}`,
  );
  return ['', 'Functions:', '', ...lines.sort(), '', ''].join('\n');
}

function what(trigger: Trigger, url: string, routePrefix: string): string {
  switch (trigger.kind) {
    case 'http': {
      const path = [routePrefix, trigger.route].filter((part) => part !== '').join('/');
      return `[${trigger.methods.join(',')}] ${url}/${path}`;
    }
    case 'queue':
      return `queueTrigger '${trigger.queueName}' (${trigger.connection})`;
    case 'timer':
      return `timerTrigger '${trigger.schedule}' UTC`;
  }
}
