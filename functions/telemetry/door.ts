import { inSpan } from '../../shared/telemetry/spans.ts';
import { flushTelemetry } from '../../shared/telemetry/telemetry.ts';

/** A function that the host calls: what it leads to stands under one span, and an idle instance may be frozen after it. */
export function door<A extends unknown[], T>(name: string, handler: (...args: A) => Promise<T>) {
  return async (...args: A): Promise<T> => {
    const answer = await inSpan({ name, kind: 'server' }, () => handler(...args));
    if (name === 'reconcileFleets') await flushTelemetry();
    return answer;
  };
}
