import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

// A chart only repeats the table below it: without JavaScript nothing is missing.
use([AriaComponent, BarChart, GridComponent, SVGRenderer])

for (const place of document.querySelectorAll('[data-chart]')) {
  const { months, filed } = JSON.parse(document.getElementById(place.dataset.chart).textContent)
  const most = Math.max(...filed)
  const text = getComputedStyle(document.body)
  place.hidden = false
  const chart = init(place, null, { renderer: 'svg' })
  chart.setOption({
    animation: false,
    aria: {
      enabled: true,
      label: {
        description:
          `A bar for each month from ${months[0]} to ${months.at(-1)}, as tall as what was filed in it. ` +
          `The tallest is ${months[filed.indexOf(most)]}, with ${most.toLocaleString('en-GB')}. ` +
          'The table below has the same figures.'
      }
    },
    color: ['#1d70b8'],
    grid: { bottom: 56, containLabel: false, left: 64, right: 8, top: 16 },
    series: [{ barMaxWidth: 48, data: filed, silent: true, type: 'bar' }],
    textStyle: { color: text.color, fontFamily: text.fontFamily, fontSize: 16 },
    xAxis: {
      axisLabel: { color: text.color, fontSize: 14, hideOverlap: true, lineHeight: 18 },
      axisTick: { alignWithLabel: true },
      data: months.map((month) => month.replace(/(...)\S* (\d+)/, '$1\n$2')),
      type: 'category'
    },
    yAxis: {
      axisLabel: { color: text.color, fontSize: 14, formatter: (value) => value.toLocaleString('en-GB') },
      minInterval: 1,
      type: 'value'
    }
  })
  new ResizeObserver(() => chart.resize()).observe(place)
}
