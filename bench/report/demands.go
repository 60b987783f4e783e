package report

import "slices"

// demand is what we ask of ourselves: a ratio in the same round, a time, or a number of something.
type demand struct {
	work  string   // for people
	cases []string // one, or several of a kind
	name  string   // whose time
	base  string   // by whose it is divided; "": the time itself counts

	most  float64 // the ratio at most; without base: nanoseconds; with count: how many, or how many more than base
	least float64 // or, the other way round: how many times as fast as base at least

	typical bool   // of several cases the middle one counts, of two in the middle the worse; otherwise the worst
	sizes   bool   // compare what is made, not the time
	count   string // count these, not the time
	purego  bool   // of a build without assembly; others do not show it
}

// limit is the name of the contestant that does the least the machine must do.
const (
	limit = "limit"
	numPy = "NumPy"

	// next is whoever of goPeers is the fastest.
	next = "the next Go package"
)

// goPeers are the other Go packages, each in the ways that its page shows. One that gives a wrong answer has no time, and does not count.
var goPeers = []string{"npyio", "npyio bufio", "npyio Array", "gonpy", "gorgonia"}

var kinds = []string{"noise", "smooth", "image", "labels", "ids", "masks"}

func each(group string) (list []string) {
	for _, k := range kinds {
		list = append(list, group+"/"+k)
	}
	return list
}

func one(name string) []string { return []string{name} }

// demands are the goals for speed and size that were set before most of the code was
// written, after what prototypes and other packages reached.
var demands = slices.Concat(headerDemands, readDemands, writeDemands, orderDemands, npzDemands, echoDemands)

var headerDemands = []demand{
	{work: "header parse", cases: one("header/parse"), name: ours, most: 100},
	{work: "header parse", cases: one("header/parse"), name: ours, count: allocated, most: 0},
	faster("header parse", "header/parse", next, 20),
	faster("header parse", "header/parse", numPy, 150),
	{work: "header write", cases: one("header/write"), name: ours, most: 80},
	{work: "header write", cases: one("header/write"), name: ours, count: allocated, most: 0},
	faster("header write", "header/write", next, 12),
	faster("header write", "header/write", numPy, 25),
}

var readDemands = []demand{
	within("`ReadInto`, blog", "read-into/blog", limit, 1.05),
	faster("`ReadInto`, blog", "read-into/blog", next, 20),
	within("`ReadInto`, blog", "read-into/blog", numPy, 0.70),
	within("`ReadFile`, blog", "read/blog", limit, 0.85),
	faster("`ReadFile`, blog", "read/blog", next, 10),
	within("`ReadFile`, blog", "read/blog", numPy, 1.10),
	within("`ReadFile`, 128 MiB, fresh process", "read/m128", limit, 0.35),
	faster("`ReadFile`, 128 MiB, fresh process", "read/m128", next, 10),
	within("`ReadFile`, 128 MiB, fresh process", "read/m128", numPy, 0.65),
	within("`ReadFile`, 1 GiB, fresh process", "read/g1", limit, 0.35),
	faster("`ReadFile`, 1 GiB, fresh process", "read/g1", next, 10),
	within("`ReadFile`, 1 GiB, fresh process", "read/g1", numPy, 0.65),
	within("`ReadFile`, 1 KiB", "read/1K", limit, 1.35),
	faster("`ReadFile`, 1 KiB", "read/1K", next, 2.5),
	within("`ReadFile`, 1 KiB", "read/1K", numPy, 0.20),
	{work: "`Map`, blog", cases: one("map/blog"), name: ours, most: 25e3},
	within("`Map`, blog", "map/blog", numPy, 0.35),
	{work: "`Map`, 128 MiB", cases: one("map/m128"), name: ours, most: 25e3},
	{work: "`Map`, 128 MiB", cases: one("map/m128"), name: ours, count: allocated, most: 3},
	within("`Map`, 128 MiB", "map/m128", numPy, 0.35),
	{work: "`View`", cases: one("view/blog"), name: ours, most: 100},
	{work: "`View`", cases: one("view/blog"), name: ours, count: allocated, most: 0},
	faster("`View`", "view/blog", numPy, 1000),
	within("`Chunks`, summed", "chunks/m128", limit, 1.10),
	within("`Chunks`, summed", "chunks/m128", numPy, 0.6),
}

var writeDemands = []demand{
	within("`Write` to memory", "encode/blog", limit, 1.05),
	{work: "`Write` to memory", cases: one("encode/blog"), name: ours, count: allocated, most: 0},
	{work: "`Write` to memory", cases: one("encode/blog"), name: ours, count: "writes", most: 2},
	faster("`Write` to memory", "encode/blog", next, 8),
	within("`Write` to memory", "encode/blog", numPy, 0.75),
	within("`WriteFile`, new, blog", "write-new/blog", limit, 0.85),
	faster("`WriteFile`, new, blog", "write-new/blog", next, 3),
	within("`WriteFile`, new, blog", "write-new/blog", numPy, 1),
	within("`WriteFile`, new, 128 MiB", "write-new/m128", limit, 0.85),
	faster("`WriteFile`, new, 128 MiB", "write-new/m128", next, 3),
	within("`WriteFile`, new, 128 MiB", "write-new/m128", numPy, 1),
	within("`WriteFile` over an old file, 128 MiB", "write-over/m128", limit, 0.70),
	faster("`WriteFile` over an old file, 128 MiB", "write-over/m128", next, 3.5),
	within("`WriteFile` over an old file, 128 MiB", "write-over/m128", numPy, 1),
	within("`WriteFile` over an old file, blog", "write-over/blog", limit, 0.90),
	faster("`WriteFile` over an old file, blog", "write-over/blog", next, 3.5),
	within("`WriteFile` over an old file, blog", "write-over/blog", numPy, 0.5),
}

var orderDemands = []demand{
	within("big-endian, blog, into a used buffer", "big-endian/blog", limit, 1.3),
	{work: "big-endian, blog, into a used buffer", cases: one("big-endian/blog"), name: ours, base: limit, most: 1.8, purego: true},
	faster("big-endian, blog, into a used buffer", "big-endian/blog", next, 9),
	within("big-endian, blog, into a used buffer", "big-endian/blog", numPy, 0.80),
	within("big-endian, 128 MiB, into a used buffer", "big-endian/m128", limit, 1.15),
	faster("big-endian, 128 MiB, into a used buffer", "big-endian/m128", next, 9),
	within("big-endian, 128 MiB, into a used buffer", "big-endian/m128", numPy, 0.80),
	faster("float16 to float32", "f2-f4/blog", numPy, 10),
	{work: "float16 to float32", cases: one("f2-f4/blog"), name: ours, base: numPy, least: 2.5, purego: true},
	within("`RowMajor`, 4096x4096", "row-major/4096", limit, 4.5),
	within("`RowMajor`, 4096x4096", "row-major/4096", numPy, 0.25),
}

var npzDemands = []demand{
	within("stored member, read with CRC", "npz-stored/m128", "npygo .npy", 1.6),
	faster("stored member, read with CRC", "npz-stored/m128", next, 20),
	faster("stored member of 2 MiB, read with CRC", "npz-stored/2M", next, 20),
	within("stored member, read with CRC", "npz-stored/m128", numPy, 0.40),
	{work: "stored member, `View`", cases: one("npz-stored/m128"), name: "npygo View", base: numPy, most: 0.05},
	within("stored member of a stream", "npz-stream/m128", numPy, 0.25),
	{work: "inflate, every kind", cases: each("inflate"), name: ours, base: "klauspost", least: 1.8},
	{work: "inflate, typical kind", cases: each("inflate"), name: ours, base: "klauspost", least: 2.5, typical: true},
	{work: "inflate, every kind", cases: each("inflate"), name: ours, base: "libdeflate", least: 0.6},
	{work: "NumPy's deflated members, one core, every kind", cases: each("npz-deflate"), name: oneCore, base: numPy, most: 0.75},
	{work: "NumPy's deflated members, one core, typical kind", cases: each("npz-deflate"), name: oneCore, base: numPy, most: 0.5, typical: true},
	{work: "NumPy's deflated members, one core, every kind", cases: each("npz-deflate"), name: oneCore, base: next, least: 3},
	{work: "our deflated members, all cores, every kind", cases: each("npz-deflate"), name: ours, base: numPy, most: 0.43},
	{work: "our deflated members, all cores, typical kind", cases: each("npz-deflate"), name: ours, base: numPy, most: 0.33, typical: true},
	faster("1000 rows of 160 MB compressed", "npz-rows/160MB", numPy, 300),
	{work: "`Compress`, time, five kinds", cases: each("npz-write")[:5], name: ours, base: numPy, most: 0.11},
	{work: "`Compress`, time, masks", cases: one("npz-write/masks"), name: ours, base: numPy, most: 0.33},
	{work: "`Compress`, time, every kind", cases: each("npz-write"), name: ours, base: next, least: 3},
	{work: "`Compress`, size, every kind", cases: each("npz-write"), name: ours, base: numPy, most: 1.12, sizes: true},
	{work: "`Compress`, size, typical kind", cases: each("npz-write"), name: ours, base: numPy, most: 1.05, sizes: true, typical: true},
	within("`Load` of 64 members, deflated", "npz-64/deflate", numPy, 0.35),
	within("`Load` of 64 members, stored", "npz-64/stored", numPy, 0.12),
}

var echoDemands = []demand{
	within("HTTP echo, `Handler`", "echo/blog", limit, 1.05),
	{work: "HTTP echo, `ReadInto` and `Write`", cases: one("echo/blog"), name: "npygo ReadInto", base: limit, most: 1.05},
	{work: "HTTP echo, `Handler`", cases: one("echo/blog"), name: ours, base: limit, count: allocated, most: 1},
	{work: "HTTP echo, `ReadInto` and `Write`", cases: one("echo/blog"), name: "npygo ReadInto", base: limit, count: allocated, most: 1},
	faster("HTTP echo, `Handler`", "echo/others", next, 4.5),
	faster("HTTP echo, `Handler`", "echo/others", "JSON+base64", 15),
}

const (
	allocated = "allocations"
	oneCore   = "npygo 1 core"
)

// within asks for the time to be so much of base's at most.
func within(work, name, base string, most float64) demand {
	return demand{work: work, cases: one(name), name: ours, base: base, most: most}
}

// faster asks for so many times base's speed at least.
func faster(work, name, base string, least float64) demand {
	return demand{work: work, cases: one(name), name: ours, base: base, least: least}
}
