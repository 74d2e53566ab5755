import { runStories } from './run-stories.ts';

/** `node test/arm/fuzz/main.ts SEED REQUESTS`: the result as JSON, or of the one story with that seed when REQUESTS is `story`. */
const [seed, requests] = process.argv.slice(2);
const cpu = process.cpuUsage();
const { asked, ...result } = runStories(Number(seed), requests === 'story' ? 'one' : Number(requests));
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ ...result, asked: asked.size, cpuSeconds: Math.round((user + system) / 1e6) }));
