import { invalid } from '../../shared/contracts/problem.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';

/** `GET /api/metrics`: what this process has counted, for Prometheus to scrape. */
export function getMetrics({ metricsText }: Dependencies): Handler {
  return async () => {
    if (!metricsText)
      throw invalid(
        'metricsNotKept',
        'This app keeps no metrics for Prometheus.',
        'Set TELEMETRY_PROMETHEUS to true; where several instances run, send metrics by OTLP instead.',
      );
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
    return { headers, body: await metricsText() };
  };
}
