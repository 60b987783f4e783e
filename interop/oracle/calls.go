package oracle

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Crashed is the verdict about a header that NumPy did not survive.
const Crashed = "crashed"

// Headers tells for each file, of which only the header has to be there, which header NumPy writes for the array that it reads from it: its
// descr, order and shape in one. Nothing stands for a header that NumPy refuses, Crashed for one that ended it.
func (o *Oracle) Headers(files [][]byte) ([][]byte, error) {
	verdicts, err := o.Call("headers", files...)
	switch {
	case errors.Is(err, ErrDied) && len(files) == 1:
		return [][]byte{[]byte(Crashed)}, nil
	case errors.Is(err, ErrDied):
		half := len(files) / 2
		a, err := o.Headers(files[:half])
		if err != nil {
			return nil, err
		}
		b, err := o.Headers(files[half:])
		return append(a, b...), err
	case err == nil && len(verdicts) != len(files):
		err = fmt.Errorf("oracle: %d verdicts for %d headers", len(verdicts), len(files))
	}
	return verdicts, err
}

// Oddities tells for each file what odd.py finds odd in its header.
func (o *Oracle) Oddities(files [][]byte) ([][]string, error) {
	answer, err := o.call(len(files), "oddities", files...)
	if errors.Is(err, ErrDied) { // of what NumPy 1 did to its memory when it read the headers: a new process has its own
		answer, err = o.call(len(files), "oddities", files...)
	}
	return lines(answer), err
}

func lines(parts [][]byte) [][]string {
	list := make([][]string, len(parts))
	for i, part := range parts {
		list[i] = strings.FieldsFunc(string(part), func(r rune) bool { return r == '\n' })
	}
	return list
}

// Save has NumPy save the elements in payload, which are in C order, as an array that lies in memory as layout says: "C", "F", "strided" or
// "transposed". Version 0 is that of np.save. It gives the file, and the elements as text.
func (o *Oracle) Save(descr, shape, layout string, version byte, payload []byte) (file []byte, values string, err error) {
	answer, err := o.call(2, "save", []byte(descr), []byte(shape), []byte(layout), []byte{version}, payload)
	if err != nil {
		return nil, "", err
	}
	return answer[0], string(answer[1]), nil
}

// Load has NumPy load a file and save the array again in a version, and gives that file, the elements as text, and how far it read.
func (o *Oracle) Load(file []byte, version byte) (again []byte, values string, end int, err error) {
	answer, err := o.call(3, "load", file, []byte{version})
	if err != nil {
		return nil, "", 0, err
	}
	end, err = strconv.Atoi(string(answer[2]))
	return answer[0], string(answer[1]), end, err
}

// Member is a member of an archive.
type Member struct {
	Name  string
	Level int // of compression; 0 is stored
	Data  []byte
	Err   string // why zipfile cannot read it
}

// Zip has zipfile write an archive. The mode is a list of words: pipe (with data descriptors), zip64, extra, comment.
func (o *Oracle) Zip(mode, comment string, members []Member) ([]byte, error) {
	args := [][]byte{[]byte(mode), []byte(comment)}
	for _, m := range members {
		args = append(args, []byte(m.Name), []byte{byte(m.Level)}, m.Data)
	}
	answer, err := o.call(1, "zip", args...)
	if err != nil {
		return nil, err
	}
	return answer[0], nil
}

// Savez has NumPy save the arrays of the members, which are .npy files. The mode is a list of words: pipe, deflate.
func (o *Oracle) Savez(mode string, members []Member) ([]byte, error) {
	args := [][]byte{[]byte(mode)}
	for _, m := range members {
		args = append(args, []byte(m.Name), m.Data)
	}
	answer, err := o.call(1, "savez", args...)
	if err != nil {
		return nil, err
	}
	return answer[0], nil
}

// Archive is what zipfile finds in one.
type Archive struct {
	Err     string // why np.load does not take it for an archive, or zipfile does not open it; else ""
	Members []Member
}

// Unzip has zipfile read archives.
func (o *Oracle) Unzip(archives [][]byte) ([]Archive, error) {
	answer, err := o.Call("unzip", archives...)
	if err != nil {
		return nil, err
	}
	list := make([]Archive, len(archives))
	for i := range list {
		if len(answer) == 0 {
			return nil, fmt.Errorf("oracle: unzip tells of %d archives of %d", i, len(archives))
		}
		n, err := strconv.Atoi(string(answer[0]))
		if err != nil {
			list[i].Err = string(answer[0])
		}
		if len(answer) < 1+3*n {
			return nil, fmt.Errorf("oracle: unzip's answer is cut short")
		}
		for m := answer[1 : 1+3*n]; len(m) > 0; m = m[3:] {
			member := Member{Name: string(m[0]), Data: m[2]}
			if len(m[1]) == 0 {
				member.Data, member.Err = nil, string(m[2])
			}
			list[i].Members = append(list[i].Members, member)
		}
		answer = answer[1+3*n:]
	}
	return list, nil
}

// ZipOddities tells what oddzip.py finds odd in an archive that zipfile opens, and in each of its members.
func (o *Oracle) ZipOddities(archive []byte) (whole []string, members [][]string, err error) {
	answer, err := o.Call("oddities_of_zip", archive)
	if err != nil || len(answer) == 0 {
		return nil, nil, err
	}
	list := lines(answer)
	return list[0], list[1:], nil
}

// LoadNPZ has np.load read an archive, and save each array as a .npy file of its own. What is no array comes as its bytes.
func (o *Oracle) LoadNPZ(archive []byte) ([]Member, error) {
	answer, err := o.Call("npz", archive)
	if err != nil {
		return nil, err
	}
	var members []Member
	for ; len(answer) >= 2; answer = answer[2:] {
		members = append(members, Member{Name: string(answer[0]), Data: answer[1]})
	}
	return members, nil
}

// LoadSparse has SciPy load a matrix, and gives its class, the dense array as a .npy file, and the archive that SciPy writes for it.
func (o *Oracle) LoadSparse(archive []byte) (class string, dense, again []byte, err error) {
	answer, err := o.call(3, "sparse", archive)
	if err != nil {
		return "", nil, nil, err
	}
	return string(answer[0]), answer[1], answer[2], nil
}

// MakeSparse has SciPy write an archive of the array in a .npy file: form is "csr" and so on, kind "array" or "matrix".
func (o *Oracle) MakeSparse(form, kind string, compressed bool, dense []byte) ([]byte, error) {
	flag := []byte(nil)
	if compressed {
		flag = []byte{1}
	}
	answer, err := o.call(1, "make_sparse", []byte(form), []byte(kind), flag, dense)
	if err != nil {
		return nil, err
	}
	return answer[0], nil
}

// SaveML has NumPy save elements as an array of a dtype of ml_dtypes, and gives the file, and the elements as float32, little-endian.
func (o *Oracle) SaveML(dtype string, elements []byte) (file, floats []byte, err error) {
	answer, err := o.call(2, "ml_save", []byte(dtype), elements)
	if err != nil {
		return nil, nil, err
	}
	return answer[0], answer[1], nil
}

// LoadML has NumPy load a file whose elements are of a dtype of ml_dtypes, and gives them as float32, little-endian.
func (o *Oracle) LoadML(dtype string, file []byte) (floats []byte, err error) {
	answer, err := o.call(1, "ml_load", []byte(dtype), file)
	if err != nil {
		return nil, err
	}
	return answer[0], nil
}

// RoundML has ml_dtypes round float32, little-endian, to one of its dtypes, and gives the elements' bits.
func (o *Oracle) RoundML(dtype string, floats []byte) (elements []byte, err error) {
	answer, err := o.call(1, "ml_round", []byte(dtype), floats)
	if err != nil {
		return nil, err
	}
	return answer[0], nil
}

// call is Call for functions with so many results.
func (o *Oracle) call(results int, function string, args ...[]byte) ([][]byte, error) {
	answer, err := o.Call(function, args...)
	if err == nil && len(answer) != results {
		err = fmt.Errorf("oracle: %s gives %d results, and not %d", function, len(answer), results)
	}
	return answer, err
}
