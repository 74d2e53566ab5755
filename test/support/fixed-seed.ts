import fc from 'fast-check';

// CI must judge the change, not the luck of its seed; everybody else tries new cases at every run.
const seed = process.env['FAST_CHECK_SEED'];
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
