// Draw the figures of a page as bars; the table below says the same to everybody.
//
//   <div class="chart" data-chart='{"categories": [], "series": [{"name": "", "data": [{"value": 1, "url": ""}]}]}'></div>
//
// A bar leads to the cases behind it.
import { init, use } from 'echarts/core';
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const COLOURS = ['#1f5fa8', '#c2410c', '#0f766e', '#7c3aed', '#b45309', '#64748b'];
// What a column means, where it means something; each is told in words as well.
const TONES = { good: '#0f766e', fair: '#1f5fa8', poor: '#d97706', bad: '#b42318', none: '#94a3b8' };
// Labels are measured before they are drawn: the font must be named, not inherited.
const FONT = getComputedStyle(document.body).fontFamily;

function option({ categories, series, stacked, flat, tones = [] }, width) {
  // On a telephone a long name of a unit takes two lines, and leaves room for its bars.
  const axisLabel = flat ? { interval: 0, width: Math.min(220, width * 0.38), overflow: 'break' } : { hideOverlap: true };
  const names = { type: 'category', data: categories, axisTick: { show: false }, inverse: flat, axisLabel };
  const numbers = { type: 'value', minInterval: flat && !stacked ? undefined : 1, splitLine: { lineStyle: { color: '#e2e8f0' } } };
  return {
    animation: false,
    color: tones.length ? tones.map((tone) => TONES[tone]) : COLOURS,
    textStyle: { fontFamily: FONT },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { type: 'scroll', top: 0, left: 0, itemWidth: 12, itemHeight: 12 },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
    xAxis: flat ? numbers : names,
    yAxis: flat ? names : numbers,
    series: series.map(({ name, data }) => ({
      name, data, type: 'bar', stack: stacked ? 'all' : undefined, barMaxWidth: flat ? 14 : 28, cursor: 'pointer',
      label: { show: flat && !stacked, position: 'right', color: '#3b4757', formatter: ({ value }) => value || '' },
    })),
  };
}

for (const place of document.querySelectorAll('[data-chart]')) {
  const data = JSON.parse(place.dataset.chart);
  const chart = init(place, null, { renderer: 'svg' });
  chart.setOption(option(data, place.clientWidth));
  chart.on('click', ({ data: point }) => point.value && point.url && window.location.assign(point.url));
  new ResizeObserver(() => chart.resize()).observe(place);
  place.dataset.state = 'ready';
}
