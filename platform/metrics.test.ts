import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('gives the same instrument for the same name, so that services may share one', async () => {
    const metrics = createMetrics();
    const described = { name: 'bedside_joins_total', help: 'Joins.', labels: ['outcome'] } as const;
    metrics.counter(described).inc({ outcome: 'ok' });
    metrics.counter(described).inc({ outcome: 'ok' });
    expect(await metrics.text()).toContain('bedside_joins_total{outcome="ok"} 2');
    expect(() => metrics.gauge({ name: 'bedside_joins_total', help: 'x' })).toThrow('another kind');
  });

  it('measures seconds unless told otherwise', async () => {
    const metrics = createMetrics();
    metrics.histogram({ name: 'bedside_join_seconds', help: 'x' }).observe(0.003);
    metrics.histogram({ name: 'bedside_size_bytes', help: 'x', buckets: [10, 100] }).observe(50);
    const text = await metrics.text();
    expect(text).toContain('bedside_join_seconds_bucket{le="0.005"} 1');
    expect(text).toContain('bedside_size_bytes_bucket{le="10"} 0');
    expect(text).toContain('bedside_size_bytes_bucket{le="100"} 1');
  });

  it('keeps registries apart and tells of the process when asked', async () => {
    createMetrics().counter({ name: 'bedside_x_total', help: 'x' }).inc();
    const metrics = createMetrics({ processMetrics: true });
    const text = await metrics.text();
    expect(text).not.toContain('bedside_x_total');
    expect(text).toContain('process_resident_memory_bytes');
    expect(metrics.contentType).toContain('text/plain');
  });
});
