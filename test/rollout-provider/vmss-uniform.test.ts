import { itIsAProvider } from './contract.ts';
import { givenVmss } from './vmss-under-test.ts';

itIsAProvider('VM scale sets, Uniform', async () => (await givenVmss('Uniform')).under);
