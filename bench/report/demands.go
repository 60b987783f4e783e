package report

// demand is what we ask of ourselves: a ratio in the same round, or a time.
type demand struct {
	work  string   // for people
	cases []string // one, or several of a kind
	name  string   // whose time
	base  string   // by whose it is divided; "": the time itself counts

	most  float64 // the ratio at most; without base: nanoseconds
	least float64 // or, the other way round: how many times as fast as base at least

	typical bool // of several cases the middle one counts, of two in the middle the worse; otherwise the worst
	sizes   bool // compare what is made, not the time
}

// limit is the name of the contestant that does the least the machine must do.
const (
	limit = "limit"
	numPy = "NumPy"
)

var kinds = []string{"noise", "smooth", "image", "labels", "ids", "masks"}

func each(group string) (list []string) {
	for _, k := range kinds {
		list = append(list, group+"/"+k)
	}
	return list
}

func one(name string) []string { return []string{name} }

// demands are a selection of the goals for speed and size that were set before most of the code was
// written, after what prototypes and other packages reached.
var demands = []demand{
	{work: "header parse", cases: one("header/parse"), name: ours, most: 100},
	{work: "header parse", cases: one("header/parse"), name: ours, base: "npyio", least: 20},
	{work: "header parse", cases: one("header/parse"), name: ours, base: numPy, least: 150},
	{work: "header write", cases: one("header/write"), name: ours, most: 80},
	{work: "header write", cases: one("header/write"), name: ours, base: "npyio", least: 12},
	{work: "header write", cases: one("header/write"), name: ours, base: numPy, least: 25},

	{work: "`ReadInto`, blog", cases: one("read-into/blog"), name: ours, base: limit, most: 1.05},
	{work: "`ReadInto`, blog", cases: one("read-into/blog"), name: ours, base: "npyio bufio", least: 20},
	{work: "`ReadInto`, blog", cases: one("read-into/blog"), name: ours, base: "gonpy", least: 20},
	{work: "`ReadInto`, blog", cases: one("read-into/blog"), name: ours, base: numPy, most: 0.70},
	{work: "`ReadFile`, blog", cases: one("read/blog"), name: ours, base: limit, most: 0.85},
	{work: "`ReadFile`, blog", cases: one("read/blog"), name: ours, base: "npyio bufio", least: 10},
	{work: "`ReadFile`, blog", cases: one("read/blog"), name: ours, base: "gonpy", least: 10},
	{work: "`ReadFile`, blog", cases: one("read/blog"), name: ours, base: numPy, most: 1.10},
	{work: "`ReadFile`, 128 MiB, fresh process", cases: one("read/m128"), name: ours, base: limit, most: 0.35},
	{work: "`ReadFile`, 128 MiB, fresh process", cases: one("read/m128"), name: ours, base: "npyio bufio", least: 10},
	{work: "`ReadFile`, 128 MiB, fresh process", cases: one("read/m128"), name: ours, base: "gonpy", least: 10},
	{work: "`ReadFile`, 128 MiB, fresh process", cases: one("read/m128"), name: ours, base: numPy, most: 0.65},
	{work: "`ReadFile`, 1 KiB", cases: one("read/1K"), name: ours, base: limit, most: 1.35},
	{work: "`ReadFile`, 1 KiB", cases: one("read/1K"), name: ours, base: "npyio bufio", least: 2.5},
	{work: "`ReadFile`, 1 KiB", cases: one("read/1K"), name: ours, base: "gonpy", least: 2.5},
	{work: "`ReadFile`, 1 KiB", cases: one("read/1K"), name: ours, base: numPy, most: 0.20},
	{work: "`Map`, 128 MiB", cases: one("map/m128"), name: ours, most: 25e3},
	{work: "`Map`, 128 MiB", cases: one("map/m128"), name: ours, base: numPy, most: 0.35},
	{work: "`View`", cases: one("view/blog"), name: ours, most: 100},
	{work: "`View`", cases: one("view/blog"), name: ours, base: numPy, least: 1000},
	{work: "`Chunks`, summed", cases: one("chunks/m128"), name: ours, base: limit, most: 1.10},
	{work: "`Chunks`, summed", cases: one("chunks/m128"), name: ours, base: numPy, most: 0.6},

	{work: "`Write` to memory", cases: one("encode/blog"), name: ours, base: limit, most: 1.05},
	{work: "`Write` to memory", cases: one("encode/blog"), name: ours, base: "npyio", least: 8},
	{work: "`Write` to memory", cases: one("encode/blog"), name: ours, base: numPy, most: 0.75},
	{work: "`WriteFile`, new, blog", cases: one("write-new/blog"), name: ours, base: limit, most: 0.85},
	{work: "`WriteFile`, new, blog", cases: one("write-new/blog"), name: ours, base: "npyio bufio", least: 3},
	{work: "`WriteFile`, new, blog", cases: one("write-new/blog"), name: ours, base: numPy, most: 1},
	{work: "`WriteFile`, new, 128 MiB", cases: one("write-new/m128"), name: ours, base: limit, most: 0.85},
	{work: "`WriteFile`, new, 128 MiB", cases: one("write-new/m128"), name: ours, base: "npyio bufio", least: 3},
	{work: "`WriteFile`, new, 128 MiB", cases: one("write-new/m128"), name: ours, base: numPy, most: 1},
	{work: "`WriteFile` over an old file, blog", cases: one("write-over/blog"), name: ours, base: limit, most: 0.90},
	{work: "`WriteFile` over an old file, blog", cases: one("write-over/blog"), name: ours, base: "npyio bufio", least: 3.5},
	{work: "`WriteFile` over an old file, blog", cases: one("write-over/blog"), name: ours, base: numPy, most: 1},
	{work: "`WriteFile` over an old file, 128 MiB", cases: one("write-over/m128"), name: ours, base: limit, most: 0.70},
	{work: "`WriteFile` over an old file, 128 MiB", cases: one("write-over/m128"), name: ours, base: "npyio bufio", least: 3.5},
	{work: "`WriteFile` over an old file, 128 MiB", cases: one("write-over/m128"), name: ours, base: numPy, most: 0.5},

	{work: "big-endian, blog, into a used buffer", cases: one("big-endian/blog"), name: ours, base: limit, most: 1.3},
	{work: "big-endian, blog, into a used buffer", cases: one("big-endian/blog"), name: ours, base: "npyio bufio", least: 9},
	{work: "big-endian, blog, into a used buffer", cases: one("big-endian/blog"), name: ours, base: numPy, most: 0.80},
	{work: "big-endian, 128 MiB, into a used buffer", cases: one("big-endian/m128"), name: ours, base: limit, most: 1.15},
	{work: "big-endian, 128 MiB, into a used buffer", cases: one("big-endian/m128"), name: ours, base: numPy, most: 0.80},
	{work: "float16 to float32", cases: one("f2-f4/blog"), name: ours, base: numPy, least: 10},
	{work: "`RowMajor`, 4096x4096", cases: one("row-major/4096"), name: ours, base: limit, most: 4.5},
	{work: "`RowMajor`, 4096x4096", cases: one("row-major/4096"), name: ours, base: numPy, most: 0.25},

	{work: "stored member, read with CRC", cases: one("npz-stored/m128"), name: ours, base: "npygo .npy", most: 1.6},
	{work: "stored member of 2 MiB, read with CRC", cases: one("npz-stored/2M"), name: ours, base: "npyio", least: 20},
	{work: "stored member, read with CRC", cases: one("npz-stored/m128"), name: ours, base: numPy, most: 0.40},
	{work: "stored member, `View`", cases: one("npz-stored/m128"), name: "npygo View", base: numPy, most: 0.05},
	{work: "stored member of a stream", cases: one("npz-stream/m128"), name: ours, base: numPy, most: 0.25},
	{work: "inflate, every kind", cases: each("inflate"), name: ours, base: "klauspost", least: 1.8},
	{work: "inflate, typical kind", cases: each("inflate"), name: ours, base: "klauspost", least: 2.5, typical: true},
	{work: "NumPy's deflated members, one core, every kind", cases: each("npz-deflate"), name: "npygo 1 core", base: numPy, most: 0.75},
	{work: "NumPy's deflated members, one core, typical kind", cases: each("npz-deflate"),
		name: "npygo 1 core", base: numPy, most: 0.5, typical: true},
	{work: "NumPy's deflated members, one core, every kind", cases: each("npz-deflate"), name: "npygo 1 core", base: "npyio", least: 3},
	{work: "our deflated members, all cores, every kind", cases: each("npz-deflate"), name: ours, base: numPy, most: 0.43},
	{work: "our deflated members, all cores, typical kind", cases: each("npz-deflate"), name: ours, base: numPy, most: 0.33, typical: true},
	{work: "1000 rows of 160 MB compressed", cases: one("npz-rows/160MB"), name: ours, base: numPy, least: 300},
	{work: "`Compress`, time, five kinds", cases: each("npz-write")[:5], name: ours, base: numPy, most: 0.11},
	{work: "`Compress`, time, masks", cases: one("npz-write/masks"), name: ours, base: numPy, most: 0.33},
	{work: "`Compress`, time, every kind", cases: each("npz-write"), name: ours, base: "npyio", least: 3},
	{work: "`Compress`, size, every kind", cases: each("npz-write"), name: ours, base: numPy, most: 1.12, sizes: true},
	{work: "`Compress`, size, typical kind", cases: each("npz-write"), name: ours, base: numPy, most: 1.05, sizes: true, typical: true},
	{work: "`Load` of 64 members, deflated", cases: one("npz-64/deflate"), name: ours, base: numPy, most: 0.35},
	{work: "`Load` of 64 members, stored", cases: one("npz-64/stored"), name: ours, base: numPy, most: 0.12},

	{work: "HTTP echo, `Handler`", cases: one("echo/blog"), name: ours, base: limit, most: 1.05},
	{work: "HTTP echo, `ReadInto` and `Write`", cases: one("echo/blog"), name: "npygo ReadInto", base: limit, most: 1.05},
	{work: "HTTP echo, `Handler`", cases: one("echo/others"), name: ours, base: "gonpy", least: 4.5},
	{work: "HTTP echo, `Handler`", cases: one("echo/others"), name: ours, base: "JSON+base64", least: 15},
}
