package checkkit
