import { afterEach, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import { DURABLE, startTestHost, stopHosts } from './harness.ts';
import type { InstanceStatus, TestHost } from './harness.ts';

afterEach(stopHosts);

type Steps = Generator<df.Task, unknown, never>;

let failing = false;

function register(): void {
  df.app.activity('work', {
    handler: (input: unknown) => {
      if (failing) throw new Error('broken for now');
      return input;
    },
  });
  df.app.orchestration('waits', function* (context): Steps {
    return yield context.df.waitForExternalEvent('go');
  });
  df.app.orchestration('works', function* (context): Steps {
    const first: unknown = yield context.df.callActivity('work', 1);
    return [first, yield context.df.callActivity('work', context.df.getInput())];
  });
  df.app.orchestration('nested', function* (context): Steps {
    return yield context.df.callSubOrchestrator('works', context.df.getInput(), 'inner');
  });
}

const instances = `${DURABLE}/instances`;

function api(test: TestHost) {
  const post = async (path: string, body?: unknown) =>
    (await test.call('POST', `${instances}/${path}`, body === undefined ? {} : { body })).status;
  return { post };
}

describe('the durable management API', () => {
  it('starts an instance and links to all that can be done with it', async () => {
    const test = await startTestHost(register);
    const answer = await test.call('POST', `${DURABLE}/orchestrators/works/my-id`, { body: '{"a":1}' });
    const links = answer.json as Record<string, string>;
    expect(answer.status).toBe(202);
    expect(links.id).toBe('my-id');
    expect(answer.headers.get('location')).toBe(links.statusQueryGetUri);
    expect(answer.headers.get('retry-after')).toBe('10');
    await test.finished('my-id');
    const status = await fetch(links.statusQueryGetUri ?? '');
    expect([status.status, await status.json()]).toEqual([
      200,
      expect.objectContaining({ output: [1, { a: 1 }] }),
    ]);
  });

  it('refuses a second instance of an id while the first one runs, and replaces it afterwards', async () => {
    const test = await startTestHost(register);
    await test.start('waits', 1, 'one');
    const again = () => test.call('POST', `${DURABLE}/orchestrators/works/one`, { body: '2' });
    expect(await again()).toMatchObject({ status: 409, text: expect.stringContaining('already exists') });
    await api(test).post('one/terminate?reason=x');
    await test.finished('one');
    expect((await again()).status).toBe(202);
    expect(await test.finished('one')).toMatchObject({ name: 'works', output: [1, 2] });
  });

  it('replaces an instance that runs when host.json allows it', async () => {
    const durableTask = { overridableExistingInstanceStates: 'AnyState' };
    const test = await startTestHost(register, { hostJson: { extensions: { durableTask } } });
    await test.start('waits', 1, 'one');
    await test.start('works', 2, 'one');
    expect(await test.finished('one')).toMatchObject({ name: 'works', output: [1, 2] });
  });

  it('refuses what it cannot start', async () => {
    const test = await startTestHost(register);
    const start = async (path: string, body = '1') =>
      (await test.call('POST', `${DURABLE}/orchestrators/${path}`, { body })).status;
    expect(await start('works', '{broken')).toBe(400);
    expect(await start('works/@id')).toBe(400);
    expect(await start('works/a%23b')).toBe(400);
    expect((await test.call('POST', `${DURABLE}/orchestrators/works`, { key: 'wrong' })).status).toBe(401);
  });

  it('answers 202 with an address to come back to while an instance runs', async () => {
    const test = await startTestHost(register);
    const id = await test.start('waits');
    const answer = await test.call('GET', `${instances}/${id}`);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toContain(id);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect((await test.call('GET', `${instances}/nobody`)).status).toBe(404);
  });

  it('tells the history, with results when asked', async () => {
    const test = await startTestHost(register);
    const id = await test.start('works', 'in');
    await test.finished(id);
    const get = async (query: string) =>
      (await test.call('GET', `${instances}/${id}?${query}`)).json as InstanceStatus;
    const events = (await get('showHistory=true&showHistoryOutput=true')).historyEvents ?? [];
    expect(events).toMatchObject([
      { EventType: 'ExecutionStarted', FunctionName: 'works' },
      { EventType: 'TaskCompleted', FunctionName: 'work', Result: 1 },
      { EventType: 'TaskCompleted', FunctionName: 'work', Result: 'in' },
      { EventType: 'ExecutionCompleted', OrchestrationStatus: 'Completed', Result: [1, 'in'] },
    ]);
    expect((await get('showHistory=true')).historyEvents?.[1]).not.toHaveProperty('Result');
    expect((await get('showInput=false')).input).toBeNull();
    expect(await get('')).not.toHaveProperty('historyEvents');
  });

  it('raises events only for what runs, and only JSON', async () => {
    const test = await startTestHost(register);
    const { post } = api(test);
    const id = await test.start('waits');
    expect(await post('nobody/raiseEvent/go', 1)).toBe(404);
    expect(await post(`${id}/raiseEvent/go`, '{broken')).toBe(400);
    const headers = { 'content-type': 'text/plain' };
    const text = await test.call('POST', `${instances}/${id}/raiseEvent/go`, { body: 'x', headers });
    expect(text.status).toBe(400);
    expect(await post(`${id}/raiseEvent/go`, { fine: true })).toBe(202);
    expect(await test.finished(id)).toMatchObject({ output: { fine: true } });
    expect(await post(`${id}/raiseEvent/go`, 1)).toBe(410);
  });

  it('terminates, once', async () => {
    const test = await startTestHost(register);
    const { post } = api(test);
    const id = await test.start('waits');
    expect(await post(`${id}/terminate?reason=enough`)).toBe(202);
    expect(await test.finished(id)).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    expect(await post(`${id}/terminate`)).toBe(410);
    expect(await post('nobody/terminate')).toBe(404);
  });

  it('suspends and resumes; what comes meanwhile waits', async () => {
    const test = await startTestHost(register);
    const { post } = api(test);
    const id = await test.start('waits');
    await post(`${id}/suspend?reason=pause`);
    await test.settle(0);
    expect((await test.status(id)).runtimeStatus).toBe('Suspended');
    expect(await post(`${id}/raiseEvent/go`, { kept: true })).toBe(202);
    await test.settle(60_000);
    expect((await test.status(id)).runtimeStatus).toBe('Suspended');
    expect(test.host.isBusy()).toBe(false);
    await post(`${id}/resume?reason=go on`);
    expect(await test.finished(id)).toMatchObject({ runtimeStatus: 'Completed', output: { kept: true } });
  });

  it('rewinds a failed instance to its last failure, through sub-orchestrations', async () => {
    failing = true;
    const test = await startTestHost(register);
    const { post } = api(test);
    const id = await test.start('nested', 7);
    expect(await test.finished(id)).toMatchObject({ runtimeStatus: 'Failed' });
    failing = false;
    expect(await post(`${id}/rewind?reason=fixed`)).toBe(202);
    expect(await test.finished(id)).toMatchObject({ runtimeStatus: 'Completed', output: [1, 7] });
    expect(await post(`${id}/rewind`)).toBe(412);
    expect(await post('nobody/rewind')).toBe(404);
  });

  it('restarts with the same input under a new id or the same', async () => {
    const test = await startTestHost(register);
    const id = await test.start('works', 5);
    await test.finished(id);
    const fresh = (await test.call('POST', `${instances}/${id}/restart`)).json as { id: string };
    expect(fresh.id).not.toBe(id);
    expect(await test.finished(fresh.id)).toMatchObject({ output: [1, 5] });
    const same = await test.call('POST', `${instances}/${id}/restart?restartWithNewInstanceId=false`);
    expect(same.json).toMatchObject({ id });
    expect((await test.call('POST', `${instances}/nobody/restart`)).status).toBe(400);
  });

  it('lists by status, time and prefix, page by page', async () => {
    const test = await startTestHost(register);
    for (let n = 0; n < 5; n++) {
      await test.start(n % 2 ? 'works' : 'waits', n, `${n % 2 ? 'odd' : 'even'}-${n}`);
      await test.settle(1000);
    }
    const list = async (query: string, headers = {}) => {
      const answer = await test.call('GET', `${instances}?${query}`, { headers });
      const ids = (answer.json as { instanceId: string }[]).map(({ instanceId }) => instanceId);
      return { ids, token: answer.headers.get('x-ms-continuation-token') };
    };
    expect((await list('runtimeStatus=Completed,Failed')).ids).toEqual(['odd-1', 'odd-3']);
    expect((await list('instanceIdPrefix=even')).ids).toEqual(['even-0', 'even-2', 'even-4']);
    const time = new Date(test.clock.now() - 2500).toISOString();
    expect((await list(`createdTimeFrom=${time}`)).ids).toEqual(['odd-3', 'even-4']);
    const pages: string[][] = [];
    for (let token: string | null = ''; token !== null;) {
      const page = await list('top=2', token ? { 'x-ms-continuation-token': token } : {});
      pages.push(page.ids);
      token = page.token;
    }
    expect(pages).toEqual([['even-0', 'odd-1'], ['even-2', 'odd-3'], ['even-4']]);
  });

  it('purges what is over, one or many', async () => {
    const test = await startTestHost(register);
    for (const id of ['a', 'b', 'c']) await test.finished(await test.start('works', 1, id));
    await test.start('waits', 1, 'running');
    const remove = (path: string) => test.call('DELETE', `${instances}${path}`);
    expect(await remove('/a')).toMatchObject({ status: 200, json: { instancesDeleted: 1 } });
    expect((await remove('/a')).status).toBe(404);
    expect((await remove('/running')).status).toBe(412);
    expect((await remove('')).status).toBe(400);
    expect((await remove('?createdTimeFrom=2000-01-01')).json).toEqual({ instancesDeleted: 2 });
    expect((await remove('?createdTimeFrom=2000-01-01')).status).toBe(404);
    expect((await test.call('GET', instances)).json).toMatchObject([{ instanceId: 'running' }]);
  });

  it('knows one task hub only', async () => {
    const test = await startTestHost(register);
    expect((await test.call('GET', `${instances}?taskHub=testhub`)).status).toBe(200);
    expect((await test.call('GET', `${instances}?taskHub=other`)).status).toBe(404);
    expect((await test.call('GET', `${DURABLE}/nothing`)).status).toBe(404);
  });
});

describe('a durable client', () => {
  it('does all this for a function', async () => {
    const results: unknown[] = [];
    const test = await startTestHost(() => {
      register();
      df.app.client.http('client', {
        authLevel: 'anonymous',
        handler: async (request, client) => {
          const id = await client.startNew('waits', { instanceId: 'cl-1', input: { from: 'client' } });
          const conflict = await client
            .startNew('waits', { instanceId: 'cl-1' })
            .catch((e: Error) => e.message);
          results.push(id, conflict, (await client.getStatus(id)).input);
          await client.suspend(id, 'pause');
          await client.resume(id, 'on');
          await client.raiseEvent(id, 'go', ['event']);
          results.push(client.createHttpManagementPayload(id).statusQueryGetUri);
          return client.createCheckStatusResponse(request, id);
        },
      });
      df.app.client.http('later', {
        authLevel: 'anonymous',
        handler: async (_request, client) => {
          const all = await client.getStatusAll();
          const purged = await client.purgeInstanceHistory('cl-1');
          const none = await client.raiseEvent('cl-1', 'go', 1).catch((e: Error) => e.message);
          return { jsonBody: [all.length, purged, none] };
        },
      });
    });
    const answer = await test.call('POST', '/api/client');
    expect(answer.status).toBe(202);
    const links = answer.json as Record<string, string>;
    expect(await test.finished('cl-1')).toMatchObject({ output: ['event'] });
    expect(results).toEqual([
      'cl-1',
      expect.stringContaining('409'),
      { from: 'client' },
      expect.stringMatching(/^http:\/\/.*\/runtime\/webhooks\/durabletask\/instances\/cl-1\?/),
    ]);
    expect((await fetch(links.statusQueryGetUri ?? '')).status).toBe(200);
    expect((await test.call('GET', '/api/later')).json).toEqual([
      1,
      { instancesDeleted: 1 },
      "No instance with ID 'cl-1' found.",
    ]);
  });
});
