package report

import (
	"bytes"
	"image/color"
	"math"
	"os"
	"strconv"

	"github.com/npygo/npygo/bench/measure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// dots is a plot with names from top to bottom and a dot for each number, a line through it
// from quartile to quartile, and the number beside it. Bars would not do: most of
// these scales are logarithmic, and have no zero.
type dots struct {
	title  string
	names  []string
	series []series
	log    bool
	text   func(float64) string // for numbers beside dots and at the axis
}

type series struct {
	name string
	at   map[string]measure.Spread // by names; not each needs one
}

// The palette of Okabe and Ito, which people tell apart who do not see all colours.
var colours = []color.Color{
	color.RGBA{R: 0, G: 114, B: 178, A: 255}, color.RGBA{R: 213, G: 94, B: 0, A: 255}, color.RGBA{R: 0, G: 158, B: 115, A: 255},
	color.RGBA{R: 204, G: 121, B: 167, A: 255}, color.RGBA{R: 110, G: 110, B: 110, A: 255},
}

var shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.CrossGlyph{}}

var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

func (d dots) write(name string) error {
	p := plot.New()
	for _, f := range []*text.Style{
		&p.Title.TextStyle, &p.X.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle,
	} {
		size := f.Font.Size
		f.Font = sans
		f.Font.Size = size
	}
	p.Title.Text = d.title
	p.Title.TextStyle.Font.Size = 14
	p.Title.Padding = 6
	d.axes(p)
	for i := range d.series {
		if err := d.add(p, i); err != nil {
			return err
		}
	}
	p.Legend.Top = true
	p.Legend.TextStyle.Font.Size = 10
	p.Legend.Padding = 2
	canvas := vgsvg.New(720, vg.Length(60)+d.row()*vg.Length(p.Y.Max-p.Y.Min))
	p.Draw(draw.Crop(draw.New(canvas), 6, -12, 6, -6))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	// Few readers have Liberation Sans; Arial is as wide.
	svg := bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif"))
	return os.WriteFile(name, svg, 0o644)
}

// row is the height of one name.
func (d dots) row() vg.Length { return vg.Length(max(22, 14*len(d.series)+6)) }

func (d dots) axes(p *plot.Plot) {
	low, high := d.limits()
	p.X.Min, p.X.Max = low, high
	if d.log {
		p.X.Scale = plot.LogScale{}
	}
	p.X.Tick.Marker = plot.TickerFunc(d.ticks)
	labels := make([]plot.Tick, len(d.names))
	for i, name := range d.names {
		labels[i] = plot.Tick{Value: d.y(i), Label: name}
	}
	p.Y.Tick.Marker = plot.ConstantTicks(labels)
	p.Y.Tick.Length = 0
	p.Y.LineStyle.Width = 0
	p.Y.Min, p.Y.Max = -0.6, float64(len(d.names))-0.4
	if n := len(d.series); n > 1 {
		p.Y.Max += float64(n) * 15 / float64(d.row()) // room for the legend
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color = color.Gray{235}
	grid.Vertical.Color = color.Gray{225}
	p.Add(grid)
}

// limits leave room for the numbers beside the dots.
func (d dots) limits() (low, high float64) {
	low, high = math.Inf(1), 0
	for _, s := range d.series {
		for _, x := range s.at {
			low, high = min(low, x.Low), max(high, x.High)
		}
	}
	if !d.log {
		return 0, 1.15 * high
	}
	return math.Pow(10, math.Floor(math.Log10(low))), high * math.Pow(high/low, 0.15)
}

// ticks stand at powers of ten, or at the usual places.
func (d dots) ticks(low, high float64) (list []plot.Tick) {
	if !d.log {
		list = plot.DefaultTicks{}.Ticks(low, high)
		for i := range list {
			if list[i].Label != "" {
				list[i].Label = d.text(list[i].Value)
			}
		}
		return list
	}
	for x := low; x <= high; x *= 10 {
		x = math.Pow(10, math.Round(math.Log10(x)))
		list = append(list, plot.Tick{Value: x, Label: d.text(x)})
		for k := 2.0; k < 10 && k*x < high; k++ {
			list = append(list, plot.Tick{Value: k * x})
		}
	}
	return list
}

func (d dots) y(i int) float64 { return float64(len(d.names) - 1 - i) }

// add draws one series, a little above or below the others.
func (d dots) add(p *plot.Plot, n int) error {
	s := d.series[n]
	shift := 14 / float64(d.row()) * (float64(len(d.series)-1)/2 - float64(n))
	var points, ends plotter.XYs
	var quartiles plotter.XErrors
	var words []string
	for i, name := range d.names {
		x, ok := s.at[name]
		if !ok {
			continue
		}
		points = append(points, plotter.XY{X: x.Median, Y: d.y(i) + shift})
		ends = append(ends, plotter.XY{X: x.High, Y: d.y(i) + shift})
		quartiles = append(quartiles, struct{ Low, High float64 }{x.Low - x.Median, x.High - x.Median})
		words = append(words, d.text(x.Median))
	}
	if len(points) == 0 {
		return nil
	}
	bars, err := plotter.NewXErrorBars(struct {
		plotter.XYs
		plotter.XErrors
	}{points, quartiles})
	if err != nil {
		return err
	}
	scatter, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: ends, Labels: words})
	if err != nil {
		return err
	}
	colour := colours[n%len(colours)]
	bars.Color, bars.Width, bars.CapWidth = colour, 1.5, 5
	scatter.GlyphStyle = draw.GlyphStyle{Color: colour, Radius: 3.5, Shape: shapes[n%len(shapes)]}
	for i := range labels.TextStyle {
		labels.TextStyle[i].Font = sans
		labels.TextStyle[i].Font.Size = 9
		labels.TextStyle[i].YAlign = text.YCenter
	}
	labels.Offset = vg.Point{X: 8}
	p.Add(bars, scatter, labels)
	if len(d.series) > 1 {
		p.Legend.Add(s.name, scatter)
	}
	return nil
}

func number(x float64) string { return strconv.FormatFloat(math.Round(x), 'f', -1, 64) }
