package interop_test

import (
	"regexp"
	"slices"
)

// zipDifference is a kind of archive about which zipfile and we are known to disagree.
type zipDifference struct {
	what  string
	why   string
	match *regexp.Regexp // our error, or zipfile's where we have none
	odd   string         // what oracle/oddzip.py finds in such an archive: our error alone would prove nothing
	count int
}

// stricter is what we refuse and zipfile reads: where readers disagree about what an
// archive holds, and where a size or a checksum is not what it has to be.
var stricter = []zipDifference{
	{what: "bytes before the archive, or between the directory and its end",
		why:   "readers look for the directory in different places",
		match: regexp.MustCompile("does not end here: bytes were put into or before|reach beyond the end record"),
		odd:   "bytes that belong to nothing"},
	{what: "members that overlap each other, or the directory",
		why:   "a zip bomb needs them, and no writer does",
		match: regexp.MustCompile("run into what starts at byte"),
		odd:   "members that overlap"},
	{what: "archives in several parts",
		why:   "the rest is elsewhere",
		match: regexp.MustCompile("in several parts|lies in another part"),
		odd:   "several parts"},
	{what: "a directory that is not as large, or has not as many members, as the end record says",
		why:   "readers go by either",
		match: regexp.MustCompile("last entry does not end where the directory does|end record counts|are more than the limit of"),
		odd:   "a directory of another size"},
	{what: "end records that contradict each other",
		why:   "readers go by either",
		match: regexp.MustCompile("end record that ends at its locator|end record is not before its locator|tell of different directories"),
		odd:   "end records that contradict each other"},
	{what: "names that are there twice",
		why:   "readers take the first or the last",
		match: regexp.MustCompile("two members are called"),
		odd:   "a name twice"},
	{what: "names with a zero byte",
		why:   "zipfile cuts them there, and others do not",
		match: regexp.MustCompile("has a zero byte"),
		odd:   "a zero byte in a name"},
	{what: "a directory and a local header that tell different methods",
		why:   "zipfile goes by the directory, and readers of streams by the local header: they get other bytes",
		match: regexp.MustCompile("the local header has method"),
		odd:   "two methods"},
	{what: "sizes that contradict each other",
		why: "zipfile returns what is there, and others what was promised",
		match: regexp.MustCompile("yet has a size of|deflated bytes inflate to the|inflates to (fewer|more) than|" +
			"deflate stream ends after|cannot be inflated: .*(unexpected EOF|less output than declared)|field tells of"),
		odd: "sizes that contradict each other"},
	{what: "ZIP64 fields that are missing, or there twice",
		why:   "4294967295 is the sign for a number in that field, and zipfile takes it for the number where the field is missing; of two fields readers take either",
		match: regexp.MustCompile("field, which has to hold .* is missing|it has two ZIP64 fields"),
		odd:   "ZIP64 fields, none or two"},
	{what: "methods but stored and deflated, and compressed patches",
		why:   "NumPy never writes them",
		match: regexp.MustCompile("compressed with method|compressed patches"),
		odd:   "another method"},
	{what: "encryption that one of the directory and the local header tells of, and the other or the data do not show",
		why:   "the bytes may be others than the member's",
		match: regexp.MustCompile("encrypted members"),
		odd:   "encryption"},
	{what: "members that would inflate to more than the limit",
		why:   "it is the caller's to say that so much is wanted",
		match: regexp.MustCompile("raise it with npz.MaxMemberBytes"),
		odd:   "a size over the limit"},
}

// laxer is what we read and zipfile, or np.load before it, does not.
var laxer = []zipDifference{
	{what: "a first member without its header",
		why:   "np.load looks there for the magic, and we read the other members",
		match: regexp.MustCompile("not an archive for np.load")},
	{what: "a version of zip that does not exist",
		why:   "nobody needs to know it",
		match: regexp.MustCompile("zip file version")},
}

// known tells whether one of the differences has that error, and its oddity is there, and counts it.
func known(list []zipDifference, err string, odd []string) bool {
	for i, d := range list {
		if d.match.MatchString(err) && (d.odd == "" || slices.Contains(odd, d.odd)) {
			list[i].count++
			return true
		}
	}
	return false
}
