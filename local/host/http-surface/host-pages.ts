import { hostname } from 'node:os';
import { hostVersion } from '../functions-core.ts';
import { jsonResponse } from './exchange.ts';
import type { HostResponse } from './exchange.ts';

/** What `GET /` shows: that something runs here, and nothing about it. */
export function homepage(): HostResponse {
  const page =
    '<!DOCTYPE html><html><head><title>It runs</title></head><body>The function app is up.</body></html>';
  return { status: 200, headers: { 'content-type': 'text/html' }, body: page };
}

/** `/admin/host/status`, for who has the master key. */
export function hostStatus(): HostResponse {
  return jsonResponse(200, {
    id: hostname().toLowerCase(),
    state: 'Running',
    version: hostVersion,
    versionDetails: `${hostVersion} (embedded)`,
    computerName: hostname(),
    processUptime: Math.round(process.uptime() * 1000),
  });
}
