import { itIsAProvider } from './contract.ts';
import { givenVmss } from './vmss-under-test.ts';

itIsAProvider('VM scale sets, Flexible', async () => (await givenVmss('Flexible')).under);
