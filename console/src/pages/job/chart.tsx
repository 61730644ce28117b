/** The throughput as a drawing, and as a table for those who cannot see it. Loaded only where there is one to show. */
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { count, counted, timeOfDay } from "../../lib/format.ts";
import { useStore } from "../../lib/store.ts";
import { theme } from "../../lib/theme.ts";
import type { Point } from "./throughput.ts";

const heightPixels = 190;
const tableRows = 60;

interface ChartProps {
  readonly points: readonly Point[];
  /** The last point is the end; else more is to come. */
  readonly isOver: boolean;
}

export default function Chart({ points, isOver }: ChartProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <div className="stack">
      {asTable ? <PointTable points={points} /> : <Drawing points={points} isOver={isOver} />}
      <div className="row spread">
        <p className="legend small muted" aria-hidden="true">
          <span className="line done" /> succeeded a second <span className="line failed" /> failed
          a second
        </p>
        <button type="button" className="button plain" onClick={() => setAsTable(!asTable)}>
          {asTable ? "Show as chart" : "Show as table"}
        </button>
      </div>
    </div>
  );
}

function dataOf(points: readonly Point[]): uPlot.AlignedData {
  return [
    points.map(({ at }) => at),
    points.map(({ succeeded }) => succeeded),
    points.map(({ failed }) => failed),
  ];
}

function Drawing({ points, isOver }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const chosen = useStore(theme);
  const latest = useRef(points);
  useEffect(() => {
    latest.current = points;
    plot.current?.setData(dataOf(points));
  }, [points]);
  useEffect(() => {
    const element = box.current!;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(element, isOver), dataOf(latest.current), element);
    };
    make();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", make);
    const observer = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: heightPixels }),
    );
    observer.observe(element);
    return () => {
      dark.removeEventListener("change", make);
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [chosen, isOver]);
  return <div ref={box} className="chart" role="img" aria-label={sentenceOf(points)} />;
}

function sentenceOf(points: readonly Point[]): string {
  const rates = points.map(({ succeeded, failed }) => Math.round(succeeded + failed));
  const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
  return `Throughput from ${timeOfDay(points[0]!.at * 1000)} to ${timeOfDay(points.at(-1)!.at * 1000)}: between ${count(Math.min(...rates))} and ${counted(Math.max(...rates), "task")} a second, ${count(Math.round(mean))} on average.`;
}

/** A job that has just begun fills its first minute from the left. */
const firstSeconds = 60;

/** Labels are to the second: of a job that took one or two, marks between would only repeat them. */
const wholeSeconds: uPlot.Axis.Filter = (_, seconds) =>
  seconds.map((each) => (Number.isInteger(each) ? each : null));

const [minute, hour, day] = [60, 3_600, 86_400];

/** Seconds between marks: those of the library are 1 and then 5, between which a short job has no mark where there is little room. */
const incrs = [
  1,
  2,
  3,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * hour),
  ...[1, 2, 5, 10, 30, 90, 365].map((days) => days * day),
];

function optionsFor(element: HTMLElement, isOver: boolean): uPlot.Options {
  const style = getComputedStyle(element);
  const probe = document.createElement("span");
  element.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const [text, line, ok, bad] = ["--muted", "--line", "--ok-bar", "--bad-bar"].map(colour);
  probe.remove();
  const axis = {
    stroke: text!,
    grid: { stroke: line!, width: 1 },
    ticks: { stroke: line!, width: 1 },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: element.clientWidth,
    height: heightPixels,
    // Half of a time of day, which may stand under the last point.
    padding: [null, 36, null, null],
    cursor: { y: false },
    legend: { show: false },
    scales: {
      x: { range: (_, min, max) => [min, isOver ? max : Math.max(max, min + firstSeconds)] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      {
        ...axis,
        filter: wholeSeconds,
        grid: { ...axis.grid, filter: wholeSeconds },
        ticks: { ...axis.ticks, filter: wholeSeconds },
        values: (_, seconds) =>
          seconds.map((each) => (each === null ? null : timeOfDay(each * 1000))),
        // A telephone has room for one or two times of day, and shall have one also of a job that took two seconds.
        space: (_, __, ___, ____, width) => (width < 300 ? 62 : 110),
        incrs,
      },
      { ...axis, values: (_, rates) => rates.map((each) => count(each)), size: 60 },
    ],
    series: [
      {},
      { label: "Succeeded a second", stroke: ok!, width: 2, points: { show: false } },
      { label: "Failed a second", stroke: bad!, width: 2, dash: [5, 4], points: { show: false } },
    ],
  };
}

function PointTable({ points }: { readonly points: readonly Point[] }) {
  return (
    <div
      className="table-box"
      style={{ maxBlockSize: "20rem", overflow: "auto" }}
      tabIndex={0}
      role="region"
      aria-label="Throughput as a table"
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className="number">
              Succeeded a second
            </th>
            <th scope="col" className="number">
              Failed a second
            </th>
          </tr>
        </thead>
        <tbody>
          {points
            .slice(-tableRows)
            .toReversed()
            .map(({ at, succeeded, failed }) => (
              <tr key={at}>
                <td>{timeOfDay(at * 1000)}</td>
                <td className="number">{count(Math.round(succeeded))}</td>
                <td className="number">{count(Math.round(failed))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
