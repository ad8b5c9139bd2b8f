import { t } from '../../i18n/i18n.ts'

/** What the lines and grounds of the charts mean. */
export function ChartLegend({ joined }: { joined: boolean }) {
  return (
    <div class="pf legend">
      <span>
        <svg class="sw" aria-hidden="true">
          <path class="ser" d="M0 5h14" />
        </svg>
        {t('chart.measured')}
      </span>
      {joined && (
        <span>
          <svg class="sw" aria-hidden="true">
            <rect width="14" height="10" class="series-band" />
          </svg>
          {t('chart.band')}
        </span>
      )}
      <span>
        <svg class="sw" aria-hidden="true">
          <path class="ser second" d="M0 5h14" />
        </svg>
        {t('chart.sentLine')}
      </span>
      <span>
        <svg class="sw" aria-hidden="true">
          <path class="lim" d="M0 5h14" />
        </svg>
        {t('chart.limit')}
      </span>
      <span>
        <svg class="sw" aria-hidden="true">
          <defs>
            <pattern
              id="hatch"
              class="hatch"
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <path d="M0 0v6" />
            </pattern>
          </defs>
          <rect width="14" height="10" class="gapr" />
        </svg>
        {t('chart.missing')}
      </span>
    </div>
  )
}
