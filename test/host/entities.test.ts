import { afterEach, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import type { EntityContext } from 'durable-functions';
import { DURABLE, startTestHost, stopHosts } from './harness.ts';

afterEach(stopHosts);

type Steps = Generator<df.Task, unknown, never>;

function counter(context: EntityContext<number>): void {
  const value = context.df.getState(() => 0) ?? 0;
  switch (context.df.operationName) {
    case 'add':
      context.df.setState(value + (context.df.getInput<number>() ?? 0));
      break;
    case 'get':
      context.df.return(value);
      break;
    case 'delete':
      context.df.destructOnExit();
      break;
    case 'forward':
      context.df.signalEntity(new df.EntityId('counter', 'other'), 'add', value);
      break;
    default:
      throw new Error('no such operation');
  }
}

const register = () => df.app.entity('Counter', counter as never);
const entity = (key: string) => `${DURABLE}/entities/counter/${key}`;

describe('an entity', () => {
  it('keeps its state between signals, which it works off in their order', async () => {
    const test = await startTestHost(register);
    await Promise.all([1, 2, 3, 4].map((body) => test.call('POST', `${entity('a')}?op=add`, { body })));
    await test.settle(0);
    expect(await test.call('GET', entity('a'))).toMatchObject({ status: 200, json: 10 });
    expect((await test.call('GET', entity('unknown'))).status).toBe(404);
  });

  it('signals others', async () => {
    const test = await startTestHost(register);
    await test.call('POST', `${entity('a')}?op=add`, { body: 5 });
    await test.call('POST', `${entity('a')}?op=forward`);
    await test.settle(0);
    expect((await test.call('GET', entity('other'))).json).toBe(5);
  });

  it('is listed while it exists', async () => {
    const test = await startTestHost(register);
    for (const key of ['a', 'b', 'c']) await test.call('POST', `${entity(key)}?op=add`, { body: 1 });
    await test.settle(0);
    await test.call('DELETE', entity('b'));
    await test.settle(0);
    const list = await test.call('GET', `${DURABLE}/entities/counter?fetchState=true`);
    expect(list.json).toMatchObject([
      { entityId: { name: 'counter', key: 'a' }, state: 1 },
      { entityId: { name: 'counter', key: 'c' }, state: 1 },
    ]);
    const page = await test.call('GET', `${DURABLE}/entities?top=1`);
    expect(page.json).toHaveLength(1);
    const rest = await test.call('GET', `${DURABLE}/entities?top=5`, {
      headers: { 'x-ms-continuation-token': page.headers.get('x-ms-continuation-token') ?? '' },
    });
    expect(rest.json).toMatchObject([{ entityId: { key: 'c' } }]);
  });

  it('answers an orchestration that calls it, and tells it of failures', async () => {
    const test = await startTestHost(() => {
      register();
      df.app.orchestration('user', function* (context): Steps {
        const id = new df.EntityId('counter', 'called');
        context.df.signalEntity(id, 'add', 3);
        yield context.df.callEntity(id, 'add', 4);
        const value: number = yield context.df.callEntity(id, 'get');
        try {
          yield context.df.callEntity(id, 'nonsense');
        } catch (error) {
          return [value, (error as Error).name];
        }
        return 'nothing thrown';
      });
    });
    expect(await test.finished(await test.start('user'))).toMatchObject({ output: [7, 'Error'] });
  });

  it('is used by one holder of its lock at a time', async () => {
    const test = await startTestHost(() => {
      register();
      df.app.orchestration('transfer', function* (context): Steps {
        const { from, to } = context.df.getInput<{ from: string; to: string }>() ?? { from: '', to: '' };
        const [source, target] = [new df.EntityId('counter', from), new df.EntityId('counter', to)];
        const lock: { release(): void } = yield context.df.lock([source, target]);
        const held = context.df.isLocked().isLocked;
        const before: number = yield context.df.callEntity(source, 'get');
        // Without the lock, the others would read the same number meanwhile.
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
        yield context.df.callEntity(source, 'add', -before);
        yield context.df.callEntity(target, 'add', before);
        lock.release();
        return { held, moved: before };
      });
    });
    await test.call('POST', `${entity('x')}?op=add`, { body: 10 });
    await test.settle(0);
    const ids = [
      await test.start('transfer', { from: 'x', to: 'y' }),
      await test.start('transfer', { from: 'y', to: 'x' }),
      await test.start('transfer', { from: 'x', to: 'y' }),
    ];
    const moved = [];
    for (const id of ids) {
      const { output } = await test.finished(id);
      expect(output).toMatchObject({ held: true });
      moved.push((output as { moved: number }).moved);
    }
    await test.settle(0);
    const [x, y] = [(await test.call('GET', entity('x'))).json, (await test.call('GET', entity('y'))).json];
    expect([x, y]).toEqual([0, 10]);
    expect(moved).toEqual([10, 10, 10]);
  });

  it('is released when the holder ends without releasing it', async () => {
    const test = await startTestHost(() => {
      register();
      df.app.orchestration('forgetful', function* (context): Steps {
        yield context.df.lock(new df.EntityId('counter', 'z'));
        if (context.df.getInput() === 'fail') throw new Error('while holding');
        return 'ended';
      });
    });
    await test.finished(await test.start('forgetful', 'fail'));
    expect(await test.finished(await test.start('forgetful', 'end'))).toMatchObject({ output: 'ended' });
    await test.call('POST', `${entity('z')}?op=add`, { body: 1 });
    await test.settle(0);
    expect((await test.call('GET', entity('z'))).json).toBe(1);
  });
});

describe('a durable client', () => {
  it('signals entities and reads their state', async () => {
    const test = await startTestHost(() => {
      register();
      df.app.client.http('poke', {
        authLevel: 'anonymous',
        handler: async (request, client) => {
          const id = new df.EntityId('counter', 'poked');
          if (request.method === 'GET') return { jsonBody: await client.readEntityState(id) };
          await client.signalEntity(id, 'add', 2);
          return { status: 202 };
        },
      });
    });
    expect((await test.call('GET', '/api/poke')).json).toEqual({ entityExists: false });
    expect((await test.call('POST', '/api/poke')).status).toBe(202);
    await test.settle(0);
    expect((await test.call('GET', '/api/poke')).json).toEqual({ entityExists: true, entityState: 2 });
  });
});
